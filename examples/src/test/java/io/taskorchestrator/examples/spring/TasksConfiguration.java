package io.taskorchestrator.examples.spring;

import io.taskorchestrator.EmbeddedOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.jdbc.JdbcStoreOptions;
import io.taskorchestrator.jdbc.JdbcTaskStore;
import io.taskorchestrator.task.TaskResult;
import io.taskorchestrator.worker.Worker;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TasksConfiguration {

    @Bean
    JdbcTaskStore taskStore(DataSource source) {
        JdbcStoreOptions options = JdbcStoreOptions.of(InstantSource.system(), new SecureRandom());
        return JdbcTaskStore.openPostgres(source, JdbcTaskStore.DEFAULT_SCHEMA, options);
    }

    @Bean(destroyMethod = "close")
    Orchestrator orchestrator(JdbcTaskStore taskStore) {
        return EmbeddedOrchestrator.builder().store(taskStore).build();
    }

    @Bean(destroyMethod = "close")
    Worker packer(Orchestrator orchestrator) {
        return Worker.builder(orchestrator, "packer", task -> TaskResult.success("packed"))
                .below("/orders")
                .concurrency(2)
                .start();
    }
}
