package io.taskorchestrator.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.lifecycle.Cancel;
import io.taskorchestrator.lifecycle.Claim;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.lifecycle.Fail;
import io.taskorchestrator.lifecycle.Heartbeat;
import io.taskorchestrator.lifecycle.Release;
import io.taskorchestrator.lifecycle.Retry;
import io.taskorchestrator.task.NewTask;
import io.taskorchestrator.task.TaskPatch;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a client writes, a server reads as the same. */
class RequestRoundTripProperties {

    @Property(tries = 200)
    void aNewTaskIsReadAsItWasWritten(@ForAll("newTasks") NewTask task) {
        roundTrip(RequestJson.NEW_TASK, task);
    }

    @Property(tries = 30)
    void aBatchIsReadAsItWasWritten(@ForAll("batches") List<NewTask> tasks) {
        roundTrip(RequestJson.BATCH, tasks);
    }

    @Property(tries = 200)
    void aPatchIsReadAsItWasWritten(@ForAll("patches") TaskPatch patch) {
        roundTrip(RequestJson.PATCH, patch);
    }

    @Property(tries = 200)
    void aClaimIsReadAsItWasWritten(@ForAll("claims") Claim claim) {
        roundTrip(RequestJson.CLAIM, claim);
    }

    @Property(tries = 200)
    void aHeartbeatIsReadAsItWasWritten(@ForAll("heartbeats") Heartbeat heartbeat) {
        roundTrip(RequestJson.heartbeat(Requests.TASK), heartbeat);
    }

    @Property(tries = 200)
    void aCompletionIsReadAsItWasWritten(@ForAll("completions") Completion completion) {
        roundTrip(RequestJson.complete(Requests.TASK), completion);
    }

    @Property(tries = 30)
    void severalCompletionsAreReadAsTheyWereWritten(@ForAll("severalCompletions") List<Complete> completions) {
        roundTrip(RequestJson.COMPLETIONS, completions);
    }

    @Property(tries = 200)
    void aFailureIsReadAsItWasWritten(@ForAll("fails") Fail fail) {
        roundTrip(RequestJson.fail(Requests.TASK), fail);
    }

    @Property(tries = 100)
    void aReleaseIsReadAsItWasWritten(@ForAll("releases") Release release) {
        roundTrip(RequestJson.release(Requests.TASK), release);
    }

    @Property(tries = 100)
    void aCancellationIsReadAsItWasWritten(@ForAll("cancels") Cancel cancel) {
        roundTrip(RequestJson.cancel(Requests.TASK), cancel);
    }

    @Property(tries = 10)
    void aRetryIsReadAsItWasWritten(@ForAll("retries") Retry retry) {
        roundTrip(RequestJson.retry(Requests.TASK), retry);
    }

    private static <T> void roundTrip(JsonForm<T> form, T value) {
        assertThat(form.read(form.bytes(value))).isEqualTo(value);
    }

    @Provide
    Arbitrary<NewTask> newTasks() {
        return Tasks.newTasks();
    }

    @Provide
    Arbitrary<List<NewTask>> batches() {
        return Tasks.newTasks().list().ofMaxSize(4);
    }

    @Provide
    Arbitrary<TaskPatch> patches() {
        return Requests.patches();
    }

    @Provide
    Arbitrary<Claim> claims() {
        return Requests.claims();
    }

    @Provide
    Arbitrary<Heartbeat> heartbeats() {
        return Requests.heartbeats();
    }

    @Provide
    Arbitrary<Completion> completions() {
        return Requests.completions();
    }

    @Provide
    Arbitrary<List<Complete>> severalCompletions() {
        return Requests.completions()
                .map(Completion::complete)
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }

    @Provide
    Arbitrary<Fail> fails() {
        return Requests.fails();
    }

    @Provide
    Arbitrary<Release> releases() {
        return Requests.releases();
    }

    @Provide
    Arbitrary<Cancel> cancels() {
        return Requests.cancels();
    }

    @Provide
    Arbitrary<Retry> retries() {
        return Requests.retries();
    }
}
