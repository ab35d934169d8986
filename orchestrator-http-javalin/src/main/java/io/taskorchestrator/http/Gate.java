package io.taskorchestrator.http;

import io.taskorchestrator.http.access.AccessSettings;
import io.taskorchestrator.http.access.Authenticator;
import io.taskorchestrator.http.access.Cors;
import io.taskorchestrator.http.access.Identity;
import io.taskorchestrator.http.access.LoopbackGuard;
import io.taskorchestrator.http.access.RateLimit;
import io.taskorchestrator.http.access.RateLimitDecision;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides who may do what, before anything else is looked at: the guard of an open server, CORS, authentication, the rate
 * limit, permissions, in this order.
 *
 * <p>Thread model: safe for use by many threads.
 */
final class Gate {

    private static final int FIRST_ERROR = 400;
    private static final int FIRST_FAILURE = 500;

    private final LoopbackGuard guard;
    private final Cors cors;
    private final Authenticator authenticator;
    private final RateLimit rateLimit;

    Gate(AccessSettings settings, InstantSource clock) {
        this.guard = new LoopbackGuard(settings);
        this.cors = new Cors(settings);
        this.authenticator = new Authenticator(settings.keys());
        this.rateLimit = new RateLimit(settings, clock);
    }

    /**
     * Lets the request in, and tells the exchange who it is that calls; or answers it at once.
     *
     * @throws Problem if the caller may not do this, or not now
     */
    Optional<Reply> admit(Exchange exchange) {
        Function<String, Optional<String>> headers = headers(exchange);
        guard.refusal(headers).ifPresent(reason -> {
            throw Problem.forbidden(reason);
        });
        Optional<Map<String, String>> preflight = cors.preflight(exchange.method(), headers);
        if (preflight.isPresent()) {
            return Optional.of(Reply.empty(204).with(preflight.get()));
        }
        if (!exchange.needsKey()) {
            return Optional.empty();
        }
        Identity identity = authenticated(exchange, headers.apply("Authorization"));
        exchange.calledBy(identity);
        Optional<Route> route = exchange.route();
        if (route.filter(Route::isHolders).isPresent()) {
            exchange.countedUnlessHeld(() -> spend(exchange, rateLimit.spend(identity, address(exchange))));
        } else {
            spend(exchange, rateLimit.spend(identity, address(exchange)));
        }
        if (route.isPresent() && !identity.may(route.get().permission())) {
            throw Problem.forbidden("The role %s does not allow this call"
                    .formatted(identity.role().text()));
        }
        return Optional.empty();
    }

    /** The answer with what belongs to every answer; or another one, if the call turns out to have come too often. */
    Reply answered(Exchange exchange, Reply reply, Failures failures) {
        Reply last = reply;
        if (exchange.isYetToCount()) {
            last = counted(exchange, reply, failures);
        }
        return last.with(cors.headers(headers(exchange)));
    }

    /** Calls with a live lease token are not counted; a refusal says that it was none. */
    private Reply counted(Exchange exchange, Reply reply, Failures failures) {
        boolean refused =
                exchange.isRefusedWholly() || (reply.status() >= FIRST_ERROR && reply.status() < FIRST_FAILURE);
        if (!refused && exchange.hasShownToken()) {
            return reply.with(
                    rateLimit.peek(exchange.caller(), address(exchange)).headers());
        }
        RateLimitDecision decision = rateLimit.spend(exchange.caller(), address(exchange));
        return refused && !decision.isAllowed()
                ? failures.reply(Problem.rateLimited(decision), exchange.requestId())
                : reply.with(decision.isAllowed() ? decision.headers() : Map.of());
    }

    private Identity authenticated(Exchange exchange, Optional<String> authorization) {
        Optional<Identity> identity = authenticator.authenticate(authorization);
        if (identity.isEmpty()) {
            spend(exchange, rateLimit.spendFailedAuthentication(address(exchange)));
            throw Problem.unauthorized();
        }
        return identity.get();
    }

    private static void spend(Exchange exchange, RateLimitDecision decision) {
        if (!decision.isAllowed()) {
            throw Problem.rateLimited(decision);
        }
        decision.headers().forEach(exchange::answerWith);
    }

    private static String address(Exchange exchange) {
        return exchange.context().req().getRemoteAddr();
    }

    private static Function<String, Optional<String>> headers(Exchange exchange) {
        return name -> Optional.ofNullable(exchange.context().req().getHeader(name));
    }
}
