package io.taskorchestrator.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requests of the original documentation, and every field that its answers show. */
class OriginalExamplesTest {

    private static final String DIRECTORY = "/home/user/projects/my-project";
    private static final String PROMPT = "Analyze the codebase and identify potential security vulnerabilities";
    private static final String CREATE = """
            {
              "work_directory": "/home/user/projects/my-project",
              "prompt": "Analyze the codebase and identify potential security vulnerabilities",
              "priority": "high",
              "tags": ["security", "analysis", "urgent"],
              "metadata": {"complexity": "high", "estimated_duration": "5m"}
            }""";
    private static final String COMPLETE = """
            {
              "original_prompt": "Analyze the codebase and identify potential security vulnerabilities",
              "result": {
                "status": "success",
                "output": "Security analysis completed. Found 3 potential vulnerabilities:\\n1. SQL injection",
                "duration": 4500,
                "details": {"vulnerabilities_found": 3, "files_analyzed": 127, "scan_duration": "4.5s"}
              }
            }""";

    private LiveServer live;
    private ApiClient client;

    @BeforeEach
    void start() {
        live = LiveServer.start();
        client = live.client;
    }

    @AfterEach
    void stop() {
        live.close();
    }

    private String created() {
        return client.post(ApiClient.TASKS, CREATE).data().text("task_id");
    }

    private Json claimed() {
        return client.get(ApiClient.TASKS + "/next?work_path=" + DIRECTORY + "&worker_id=worker-001")
                .data();
    }

    private ApiClient.Said completed() {
        String id = created();
        claimed();
        return client.post(ApiClient.TASKS + "/" + id + "/complete", COMPLETE);
    }

    @Test
    void aTaskIsCreated() {
        ApiClient.Said said = client.post(ApiClient.TASKS, CREATE);

        assertThat(said.status()).isEqualTo(201);
        assertThat(said.body().names()).containsExactly("success", "data", "error", "timestamp");
        assertThat(said.body().at("success").value()).isEqualTo(true);
        assertThat(said.error().isNull()).isTrue();
        assertThat(said.data().names())
                .contains("task_id", "status", "priority", "work_directory", "tags", "created_at");
        assertThat(said.data().text("status")).isEqualTo("waiting");
        assertThat(said.header("Location"))
                .isEqualTo(ApiClient.TASKS + "/" + said.data().text("task_id"));
        assertThat(said.header("ETag")).isEqualTo("\"1\"");
        assertThat(said.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void theNextTaskIsHandedOut() {
        created();

        ApiClient.Said said = client.get(ApiClient.TASKS + "/next?work_path=" + DIRECTORY + "&worker_id=worker-001");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().names()).contains("task_id", "prompt", "work_directory", "priority", "tags", "lease");
        assertThat(said.data().text("prompt")).isEqualTo(PROMPT);
        assertThat(said.data().at("lease").names()).contains("token", "expires_at", "expires_in_ms");
        assertThat(said.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void whereThereIsNoTaskTheDataIsNull() {
        ApiClient.Said said = client.get(ApiClient.TASKS + "/next?work_path=" + DIRECTORY + "&worker_id=worker-001");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.body().names()).containsExactly("success", "data", "error", "timestamp");
        assertThat(said.data().isNull()).isTrue();
        assertThat(said.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aTaskIsCompletedWithoutAToken() {
        ApiClient.Said said = completed();

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().names()).contains("task_id", "status", "completed_at", "worker_id");
        assertThat(said.data().text("status")).isEqualTo("completed");
        assertThat(said.data().text("worker_id")).isEqualTo("worker-001");
    }

    @Test
    void aTaskIsShownWithItsDetails() {
        String id = completed().data().text("task_id");

        ApiClient.Said said = client.get(ApiClient.TASKS + "/" + id);

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().names())
                .contains("task_id", "work_directory", "prompt", "priority", "tags", "status", "worker_id")
                .contains("created_at", "started_at", "completed_at", "result", "retry_count", "max_retries")
                .contains("metadata");
        assertThat(said.data().at("result").names()).contains("status", "output", "duration", "details");
        assertThat(said.data().number("result", "duration")).isEqualTo(4500);
        assertThat(said.data().number("result", "details", "files_analyzed")).isEqualTo(127);
        assertThat(said.data().text("metadata", "complexity")).isEqualTo("high");
    }

    @Test
    void tasksAreListed() {
        completed();

        ApiClient.Said said = client.get(ApiClient.TASKS + "?status=completed&priority=high&limit=5&offset=0");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().at("tasks").at(0).names())
                .contains("task_id", "work_directory", "prompt", "priority", "tags", "status", "worker_id")
                .contains("created_at", "completed_at");
        Json pagination = said.data().at("pagination");
        assertThat(pagination.names()).contains("total", "limit", "offset", "has_more");
        assertThat(pagination.number("total")).isEqualTo(1);
        assertThat(pagination.number("limit")).isEqualTo(5);
        assertThat(pagination.at("has_more").value()).isEqualTo(false);
    }

    @Test
    void aTaskIsCancelled() {
        String id = created();

        ApiClient.Said said =
                client.post(ApiClient.TASKS + "/" + id + "/cancel", "{\"reason\": \"Project cancelled by client\"}");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().names()).contains("task_id", "status", "cancelled_at", "reason");
        assertThat(said.data().text("reason")).isEqualTo("Project cancelled by client");
    }

    @Test
    void aTaskIsRetriedWithoutABody() {
        String id = created();
        claimed();
        client.post(ApiClient.TASKS + "/" + id + "/fail", "{\"error\": \"broken\"}");

        ApiClient.Said said = client.send("POST", ApiClient.TASKS + "/" + id + "/retry", null);

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().names()).contains("task_id", "status", "retry_count", "max_retries", "last_retry_at");
        assertThat(said.data().number("retry_count")).isEqualTo(1);
    }

    @Test
    void theHealthIsToldWithoutAnEnvelope() {
        ApiClient.Said said = client.get("/health");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.body().names()).contains("status", "timestamp", "version", "uptime", "components", "metrics");
        assertThat(said.body().text("status")).isEqualTo("healthy");
        assertThat(said.body().at("components").names()).contains("database", "cache", "external_services");
        for (String component : said.body().at("components").names()) {
            assertThat(said.body().at("components", component).names())
                    .contains("healthy", "response_time", "last_checked");
        }
        assertThat(said.body().at("metrics").names())
                .contains("memory_usage", "cpu_usage", "active_connections", "queue_size");
        assertThat(said.body().number("metrics", "active_connections")).isPositive();
    }

    @Test
    void theStatisticsAreTold() {
        completed();

        ApiClient.Said said = client.get("/api/v1/statistics");

        assertThat(said.status()).isEqualTo(200);
        assertThat(said.data().at("overview").names())
                .contains("total_tasks", "completed_tasks", "failed_tasks", "cancelled_tasks", "active_tasks")
                .contains("success_rate");
        assertThat(said.data().at("status_distribution").names())
                .contains("waiting", "working", "completed", "failed", "cancelled");
        assertThat(said.data().at("priority_distribution").names()).contains("low", "medium", "high");
        assertThat(said.data().at("performance_metrics").names()).contains("avg_processing_time", "tasks_per_hour");
        assertThat(said.data().at("time_series").at(0).names()).contains("timestamp", "completed", "failed");
    }

    @Test
    void aValidationErrorNamesTheField() {
        ApiClient.Said said = client.post(ApiClient.TASKS, "{\"work_directory\": \"relative\", \"prompt\": \"p\"}");

        assertThat(said.status()).isEqualTo(400);
        assertThat(said.body().names()).containsExactly("success", "data", "error", "timestamp");
        assertThat(said.body().at("success").value()).isEqualTo(false);
        assertThat(said.error().text("code")).isEqualTo("VALIDATION_ERROR");
        assertThat(said.error().text("message")).isEqualTo("Invalid input data");
        assertThat(said.error().text("details", "field")).isEqualTo("work_directory");
        assertThat(said.error().text("details", "message")).isEqualTo("Work directory must be an absolute path");
    }

    @Test
    void aMissingTaskIsNotFound() {
        ApiClient.Said said = client.get(ApiClient.TASKS + "/550e8400-e29b-41d4-a716-446655440000");

        assertThat(said.status()).isEqualTo(404);
        assertThat(said.error().text("code")).isEqualTo("NOT_FOUND");
        assertThat(said.error().text("message")).isEqualTo("Task not found: 550e8400-e29b-41d4-a716-446655440000");
    }

    @Test
    void anotherWorkersTaskIsAConflict() {
        String id = created();
        claimed();

        ApiClient.Said said = client.post(ApiClient.TASKS + "/" + id + "/complete", "{\"worker_id\": \"worker-002\"}");

        assertThat(said.status()).isEqualTo(409);
        assertThat(said.error().text("code")).isEqualTo("CONFLICT");
        assertThat(said.error().text("message")).isEqualTo("Task already acquired by another worker");
        assertThat(said.error().text("details", "reason")).isEqualTo("other_worker");
    }
}
