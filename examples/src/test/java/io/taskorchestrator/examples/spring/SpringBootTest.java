package io.taskorchestrator.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.client.OrchestratorClient;
import io.taskorchestrator.examples.ShownCode;
import io.taskorchestrator.http.OrchestratorServer;
import io.taskorchestrator.task.StoreUnavailableException;
import io.taskorchestrator.task.Task;
import io.taskorchestrator.task.TaskQuery;
import io.taskorchestrator.task.TaskStatus;
import io.taskorchestrator.worker.Worker;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The plain beans that the documentation shows, in an application that Spring Boot starts. */
class SpringBootTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startDatabase() throws IOException {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopDatabase() throws IOException {
        postgres.close();
    }

    private static ConfigurableApplicationContext start() {
        ConfigurableApplicationContext application = new SpringApplicationBuilder(Shop.class)
                .web(WebApplicationType.NONE)
                .bannerMode(Banner.Mode.OFF)
                .run(
                        "--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
                        "--spring.datasource.hikari.maximum-pool-size=20",
                        "--tasks.port=0");
        application.getBean(JdbcTemplate.class).execute("CREATE TABLE IF NOT EXISTS orders (article TEXT UNIQUE)");
        return application;
    }

    @Test
    void anOrderIsPackedByTheApplicationsOwnWorker() {
        try (ConfigurableApplicationContext application = start()) {
            Task task = application.getBean(Orders.class).order("a chair");

            Orchestrator orchestrator = application.getBean(Orchestrator.class);
            assertThat(orchestrator.await(task.id(), SOON).status()).isEqualTo(TaskStatus.COMPLETED);
        }
    }

    @Test
    void anOrderThatTheDatabaseRefusesLeavesNoTask() {
        try (ConfigurableApplicationContext application = start()) {
            Orders orders = application.getBean(Orders.class);
            orders.order("a lamp");
            Orchestrator orchestrator = application.getBean(Orchestrator.class);
            long before = orchestrator.list(TaskQuery.ALL).total();

            assertThatThrownBy(() -> orders.order("a lamp")).isInstanceOf(DuplicateKeyException.class);

            assertThat(orchestrator.list(TaskQuery.ALL).total()).isEqualTo(before);
        }
    }

    @Test
    void othersReachTheSameTasksOverHttp() {
        try (ConfigurableApplicationContext application = start()) {
            int port = application.getBean(OrchestratorServer.class).port();
            Task task = application.getBean(Orders.class).order("a table");
            try (Orchestrator remote = OrchestratorClient.create(URI.create("http://127.0.0.1:" + port))) {
                assertThat(remote.await(task.id(), SOON).status()).isEqualTo(TaskStatus.COMPLETED);
            }
        }
    }

    @Test
    void theContextClosesWhatItMadeAndTheTasksStay() {
        Orchestrator closed;
        Worker worker;
        Task task;
        try (ConfigurableApplicationContext application = start()) {
            closed = application.getBean(Orchestrator.class);
            worker = application.getBean(Worker.class);
            task = application.getBean(Orders.class).order("a shelf");
            closed.await(task.id(), SOON);
        }

        assertThat(worker.stop()).isCompleted();
        assertThat(worker.running()).isZero();
        assertThatThrownBy(() -> closed.find(task.id())).isInstanceOf(StoreUnavailableException.class);
        try (ConfigurableApplicationContext again = start()) {
            assertThat(again.getBean(Orchestrator.class).find(task.id()))
                    .hasValueSatisfying(found -> assertThat(found.status()).isEqualTo(TaskStatus.COMPLETED));
        }
    }

    @Test
    void theExamplesThemselvesDoWithoutSpring() throws IOException {
        Path classPath = Path.of(System.getProperty("basedir", "."), "target", "runtime-classpath.txt");

        assertThat(Files.readString(classPath)).contains("orchestrator-core").doesNotContain("spring");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TasksConfiguration", "Orders", "TaskServerConfiguration"})
    void theDocumentationShowsTheBeansAsTheyAre(String name) throws IOException {
        String source = "test/java/io/taskorchestrator/examples/spring/" + name + ".java";

        ShownCode.assertShown("docs/embedding.md", source, "\n@", "");
    }
}
