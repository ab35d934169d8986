package io.taskorchestrator.examples.spring;

import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.HttpSettings;
import io.taskorchestrator.http.OrchestratorServer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class TaskServerConfiguration {

    @Bean(destroyMethod = "close")
    OrchestratorServer taskServer(Orchestrator orchestrator, @Value("${tasks.port}") int port) {
        return OrchestratorServer.start(orchestrator, HttpSettings.STANDARD, "127.0.0.1", port);
    }
}
