package io.taskorchestrator.client;

import io.taskorchestrator.json.CompletionAnswer;
import io.taskorchestrator.json.TaskJson;
import io.taskorchestrator.lifecycle.Complete;
import io.taskorchestrator.task.CompletionOutcome;
import io.taskorchestrator.task.ConflictException;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Several attempts have ended. What makes a repeat of one safe ({@link FinishQuestion}) does so for each of them; so if one has no
 * token, there is no repeat.
 *
 * @param line the line to the server
 * @param completions the ends
 * @param request how it is put
 */
record CompleteAllQuestion(Line line, List<Complete> completions, Request request)
        implements Question<List<CompletionOutcome>> {

    static CompleteAllQuestion of(Line line, List<Complete> completions) {
        return new CompleteAllQuestion(line, completions, Requests.completeAll(completions));
    }

    @Override
    public Optional<List<CompletionOutcome>> read(HttpResponse<byte[]> answer) {
        List<CompletionAnswer> answers = Plain.data(answer, TaskJson.outcomes(TaskJson.TASK));
        if (answers.size() != completions.size()) {
            throw new InvalidInputException(
                    "outcomes", "must be %d, but are %d".formatted(completions.size(), answers.size()));
        }
        return Optional.of(answers.stream().map(each -> outcome(each, answer)).toList());
    }

    private static CompletionOutcome outcome(CompletionAnswer each, HttpResponse<byte[]> answer) {
        if (each.error().isEmpty()) {
            return new CompletionOutcome.Done(each.task().orElseThrow());
        }
        RuntimeException refusal = Refusals.of(each.error().get(), answer);
        if (refusal instanceof TaskException known) {
            return new CompletionOutcome.Refused(each.taskId(), known);
        }
        throw refusal;
    }

    @Override
    public boolean isSafeToRepeat() {
        return completions.stream()
                .allMatch(complete -> complete.holder().token().isPresent());
    }

    /** A conflict may be one with an earlier try of this call, after which somebody else has had the task. */
    @Override
    public Optional<CompletableFuture<Optional<List<CompletionOutcome>>>> doubted(List<CompletionOutcome> outcomes) {
        if (outcomes.stream().noneMatch(CompleteAllQuestion::isConflict)) {
            return Optional.empty();
        }
        CompletableFuture<List<CompletionOutcome>> proven = CompletableFuture.completedFuture(new ArrayList<>());
        for (int i = 0; i < outcomes.size(); i++) {
            Complete complete = completions.get(i);
            CompletionOutcome outcome = outcomes.get(i);
            // One after the other: a hundred questions at once would be a hundred connections.
            proven = proven.thenCompose(known -> proven(complete, outcome).thenApply(each -> {
                known.add(each);
                return known;
            }));
        }
        return Optional.of(proven.thenApply(List::copyOf).thenApply(Optional::of));
    }

    private CompletableFuture<CompletionOutcome> proven(Complete complete, CompletionOutcome outcome) {
        return isConflict(outcome)
                ? FinishQuestion.of(line, complete, Optional.empty())
                        .proof()
                        .thenApply(task -> task.<CompletionOutcome>map(CompletionOutcome.Done::new)
                                .orElse(outcome))
                : CompletableFuture.completedFuture(outcome);
    }

    private static boolean isConflict(CompletionOutcome outcome) {
        return outcome instanceof CompletionOutcome.Refused refused && refused.refusal() instanceof ConflictException;
    }
}
