package io.taskorchestrator.http;

import io.javalin.http.Context;
import io.taskorchestrator.AsyncOrchestrator;
import io.taskorchestrator.Orchestrator;
import io.taskorchestrator.http.access.Identity;
import io.taskorchestrator.json.JsonForm;
import io.taskorchestrator.lifecycle.Holder;
import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through the stations.
 *
 * <p>Thread model: one thread at a time, but for {@link #letGo}, which any thread may call.
 */
final class Exchange {

    private static final Pattern ETAG = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");

    private final Context context;
    private final Orchestrator orchestrator;
    private final String requestId;
    private final Waits waits;
    private final int bodyLimit;
    private final Map<String, String> answerHeaders = new LinkedHashMap<>();
    private final List<Runnable> endings = new CopyOnWriteArrayList<>();
    private Routes.@Nullable Match match;
    private Optional<Identity> caller = Optional.empty();
    private Optional<byte[]> gathered = Optional.empty();
    private Optional<Runnable> counting = Optional.empty();
    private boolean shownToken;
    private boolean refusedWholly;
    private volatile boolean letGo;
    private Duration wait = Duration.ZERO;

    Exchange(Context context, Orchestrator orchestrator, Waits waits, String requestId, int bodyLimit) {
        this.context = context;
        this.orchestrator = orchestrator;
        this.waits = waits;
        this.requestId = requestId;
        this.bodyLimit = bodyLimit;
    }

    Context context() {
        return context;
    }

    /** The method that was really sent; Javalin's takes the word of a header. */
    String method() {
        return context.req().getMethod();
    }

    String requestId() {
        return requestId;
    }

    /** Which call this is; empty as long as that is not known, and for a path that does not exist. */
    Optional<Route> route() {
        return match == null ? Optional.empty() : match.route();
    }

    /** Whether only somebody with a key may ask, if the server has any; so also for a path that does not exist. */
    boolean needsKey() {
        return match == null || match.needsKey();
    }

    /** The methods of this path; nothing if there is no such path. */
    String allowed() {
        return match == null ? "" : match.allowed();
    }

    void matched(Routes.Match newMatch) {
        match = newMatch;
    }

    /** Who calls; somebody without a name if that is not known (yet). */
    Identity caller() {
        return caller.orElse(Identity.ANONYMOUS);
    }

    void calledBy(Identity newCaller) {
        caller = Optional.of(newCaller);
    }

    /** This call counts unless he who calls shows a token: {@code newCounting} then counts or refuses it. */
    void countedUnlessHeld(Runnable newCounting) {
        counting = Optional.of(newCounting);
    }

    /** Whether that is still open. */
    boolean isYetToCount() {
        return counting.isPresent();
    }

    /**
     * Somebody says that he holds the task.
     *
     * @throws Problem if he does not show a token, and this call comes too often
     */
    void heldBy(Holder holder) {
        heldBy(List.of(holder));
    }

    boolean hasShownToken() {
        return shownToken;
    }

    /** The same of several tasks; whether he holds them all is known once they have been looked at: {@link #refused}. */
    void heldBy(List<Holder> holders) {
        shownToken = holders.stream().allMatch(holder -> holder.token().isPresent());
        if (!shownToken) {
            Optional<Runnable> due = counting;
            counting = Optional.empty();
            due.ifPresent(Runnable::run);
        }
    }

    /** So many of several things that were asked for were refused, though the answer as a whole is a good one. */
    void refused(long some, int all) {
        shownToken &= some == 0;
        refusedWholly = some == all;
    }

    boolean isRefusedWholly() {
        return refusedWholly;
    }

    /** A header that goes with the answer, whatever that is. */
    void answerWith(String name, String value) {
        answerHeaders.put(name, value);
    }

    Map<String, String> answerHeaders() {
        return Collections.unmodifiableMap(answerHeaders);
    }

    /** The orchestrator, in the name of the caller. */
    AsyncOrchestrator orchestrator() {
        return caller().isAnonymous()
                ? orchestrator.async()
                : orchestrator.as(caller().name()).async();
    }

    /**
     * The id in the path.
     *
     * @throws InvalidInputException naming {@code task_id} if it is no UUID
     */
    TaskId taskId() {
        return TaskId.parse(match == null ? "" : match.id());
    }

    /** The parameters, to be read once. */
    Query query() {
        return new Query(context.req().getQueryString());
    }

    /** Refuses all parameters. */
    void noQuery() {
        query().end();
    }

    /** The large parts that the answer shall have; all other parameters are refused. */
    Include include() {
        Query query = query();
        Include include = Include.of(query);
        query.end();
        return include;
    }

    /** The bytes of the body, which have been read already. */
    void gathered(byte[] body) {
        gathered = Optional.of(body);
    }

    /** The body in its form. */
    <T> T body(JsonForm<T> form) {
        return body(form, Body.JSON);
    }

    <T> T body(JsonForm<T> form, Set<String> types) {
        return form.read(Body.read(context, gathered, types, bodyLimit));
    }

    /**
     * A header that may stand there once.
     *
     * @throws InvalidInputException naming the header if it is there twice
     */
    Optional<String> header(String name) {
        List<String> values = new ArrayList<>(Collections.list(context.req().getHeaders(name)));
        if (values.size() > 1) {
            throw new InvalidInputException(name, "must be given only once");
        }
        return values.stream().findFirst();
    }

    /**
     * The version that the caller has seen: the ETag in {@code If-Match}; empty if any will do.
     *
     * @throws InvalidInputException naming {@code If-Match} if it is none of our ETags
     */
    Optional<Long> ifMatch() {
        Optional<String> given = header("If-Match").map(String::strip).filter(tag -> !tag.equals("*"));
        return given.map(tag -> {
            var version = ETAG.matcher(tag);
            if (!version.matches()) {
                throw new InvalidInputException("If-Match", "must be one ETag of this task, such as \"3\", or *");
            }
            return Long.valueOf(version.group(1));
        });
    }

    /** The path that leads to {@code path} below the base path. */
    String link(String base, String path) {
        return context.contextPath() + base + path;
    }

    /** This request may take so much longer than others. */
    void waiting(Duration newWait) {
        wait = newWait;
    }

    Duration longestWait() {
        return wait;
    }

    /**
     * This future waits for something to happen. If the client goes away, the time is over or the server stops, {@code
     * end} completes it with nothing; what it would have got then goes back by itself.
     */
    <T> CompletableFuture<T> parked(CompletableFuture<T> future, Consumer<CompletableFuture<T>> end) {
        Runnable ending = () -> end.accept(future);
        waits.park(future, ending);
        endings.add(ending);
        if (letGo) {
            ending.run();
        }
        return future;
    }

    /** Whether nobody waits for the answer any more. */
    boolean isLetGo() {
        return letGo;
    }

    /** Nobody waits for the answer any more: what this request waits for, now or later, ends with nothing. */
    void letGo() {
        letGo = true;
        endings.forEach(Runnable::run);
    }
}
