package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.json.JsonMapper;
import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.http.ApiClient.Said;
import io.taskorchestrator.task.NewTask;
import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The plugin inside an application that has its own ideas about everything. */
class HostApplicationTest {

    private static final String BASE = "/orchestrator";
    private static final String TASKS = BASE + ApiClient.TASKS;
    private static final String TASK = "{\"work_directory\": \"/p\", \"prompt\": \"" + "do it ".repeat(500) + "\"}";

    /** What the host throws. */
    private static final class HostException extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    /** Writes everything as the same text. */
    private static final class HostMapper implements JsonMapper {

        @Override
        public String toJsonString(Object obj, Type type) {
            return "host json";
        }
    }

    private static void configure(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.startupWatcherEnabled = false;
        config.jetty.host = "127.0.0.1";
        config.jetty.port = 0;
        config.http.maxRequestSize = 10;
        config.http.asyncTimeout = 50;
        config.http.generateEtags = true;
        config.jsonMapper(new HostMapper());
        config.routes.get("/", context -> context.result("host root"));
        config.routes.get("/json", context -> context.json(List.of()));
        config.routes.get("/boom", context -> {
            throw new HostException();
        });
        config.routes.get("/bad", context -> {
            throw new IllegalStateException("unknown to the host");
        });
        config.routes.exception(
                HostException.class, (e, context) -> context.status(418).result("host mapper"));
        config.routes.error(404, context -> context.result("host 404"));
        config.routes.error(400, context -> context.result("host 400"));
        config.routes.after(context -> context.header("X-Host", "after"));
    }

    private static void running(Consumer<JavalinConfig> more, Consumer<ApiClient> test) {
        try (EmbeddedOrchestrator orchestrator = EmbeddedOrchestrator.create()) {
            HttpSettings settings = HttpSettings.builder().basePath(BASE).build();
            Javalin host = Javalin.create(config -> {
                configure(config);
                config.registerPlugin(new OrchestratorPlugin(orchestrator, settings));
                more.accept(config);
            });
            host.start();
            try {
                test.accept(ApiClient.ofHost(host.port()));
            } finally {
                host.stop();
            }
        }
    }

    @Test
    void theHostsOwnRoutesAreWhatTheyWere() {
        running(config -> {}, client -> {
            assertThat(client.get("/").response().body()).isEqualTo("host root");
            assertThat(client.get("/").header("X-Host")).isEqualTo("after");
            assertThat(client.get("/json").response().body()).isEqualTo("host json");
            assertThat(client.get("/boom").status()).isEqualTo(418);
            assertThat(client.get("/boom").response().body()).isEqualTo("host mapper");
            assertThat(client.get("/bad").status()).isEqualTo(500);
            assertThat(client.get("/bad").response().body()).doesNotContain("success");
            assertThat(client.get("/nothing").response().body()).isEqualTo("host 404");
            assertThat(client.get("/api/v1/tasks").response().body()).isEqualTo("host 404");
            assertThat(client.get(BASE).response().body()).isEqualTo("host 404");
            assertThat(client.get("/metrics").response().body()).isEqualTo("host 404");
        });
    }

    @Test
    void theApiAnswersBelowItsBasePath() {
        running(config -> {}, client -> {
            Said created = client.post(TASKS, TASK);
            String id = created.data().text("task_id");

            assertThat(created.status()).isEqualTo(201);
            assertThat(created.header("Location")).isEqualTo(TASKS + "/" + id);
            assertThat(client.get(created.header("Location")).header("ETag")).isEqualTo("\"1\"");
            assertThat(client.get(BASE + "/health").body().text("status")).isEqualTo("healthy");
            assertThat(client.get(BASE + "/health")
                            .body()
                            .at("metrics", "active_connections")
                            .isNull())
                    .isTrue();
            assertThat(client.get(BASE + "/openapi.json").status()).isEqualTo(200);
        });
    }

    @Test
    void theApisErrorsStayItsOwn() {
        running(config -> {}, client -> {
            assertThat(client.get(BASE + "/api/v1/nothing").error().text("code"))
                    .isEqualTo("NOT_FOUND");
            assertThat(client.get(TASKS + "/x").error().text("code")).isEqualTo("VALIDATION_ERROR");
            assertThat(client.get(TASKS + "/550e8400-e29b-41d4-a716-446655440000")
                            .error()
                            .text("code"))
                    .isEqualTo("NOT_FOUND");
            assertThat(client.send("PUT", TASKS, null).status()).isEqualTo(405);
        });
    }

    @Test
    void theHostsTimeLimitEndsNoWait() {
        running(config -> {}, client -> {
            Said said = client.get(TASKS + "/next?work_path=/p&worker_id=w&wait_seconds=1");

            assertThat(said.status()).isEqualTo(200);
            assertThat(said.body().names()).contains("data");
            assertThat(said.data().isNull()).isTrue();
        });
    }

    @Test
    void aHostThatReadsBodiesFirstDoesNotTakeThemAway() {
        List<String> seen = new CopyOnWriteArrayList<>();
        running(
                config -> {
                    config.http.maxRequestSize = 100_000;
                    config.routes.before(context -> seen.add(context.body()));
                },
                client -> {
                    assertThat(client.post(TASKS, TASK).status()).isEqualTo(201);
                    assertThat(seen).containsExactly(TASK);
                });
    }

    @Test
    void aHostWithAContextPathIsFollowed() {
        running(config -> config.router.contextPath = "/app", client -> {
            Said created = client.post("/app" + TASKS, TASK);

            assertThat(created.status()).isEqualTo(201);
            assertThat(client.get(created.header("Location")).status()).isEqualTo(200);
        });
    }

    @Test
    void twoOrchestratorsLiveInOneHost() {
        try (EmbeddedOrchestrator second = EmbeddedOrchestrator.create()) {
            second.create(NewTask.builder("/p", "do it").build());
            HttpSettings settings = HttpSettings.builder().basePath("/second").build();
            running(config -> config.registerPlugin(new OrchestratorPlugin(second, settings)), client -> {
                assertThat(client.get("/second/api/v1/tasks").data().number("pagination", "total"))
                        .isEqualTo(1);
                assertThat(client.get(TASKS).data().number("pagination", "total"))
                        .isZero();
            });
        }
    }
}
