package io.taskorchestrator.json;

import io.taskorchestrator.task.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A retry policy; what is not given is as in {@link RetryPolicy#MANUAL}. */
final class RetryPolicyForm implements JsonInput.Fields {

    private static final RetryPolicy STANDARD = RetryPolicy.MANUAL;

    /** Lets any first delay pass, so that it is checked for itself. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private final JsonInput in;
    private Optional<Boolean> automatic = Optional.empty();
    private Optional<Duration> initialDelay = Optional.empty();
    private Optional<Duration> maxDelay = Optional.empty();
    private Optional<Double> multiplier = Optional.empty();
    private Optional<Double> jitter = Optional.empty();

    private RetryPolicyForm(JsonInput in) {
        this.in = in;
    }

    static void write(RetryPolicy policy, JsonOutput out) throws IOException {
        out.start();
        out.flag("automatic", policy.automatic());
        out.millis("initial_delay_ms", policy.initialDelay());
        out.millis("max_delay_ms", policy.maxDelay());
        out.decimal("multiplier", policy.multiplier());
        out.decimal("jitter", policy.jitter());
        out.end();
    }

    static Optional<RetryPolicy> read(JsonInput in) throws IOException {
        RetryPolicyForm form = new RetryPolicyForm(in);
        return in.object(form, form::build);
    }

    @Override
    public boolean read(String name) throws IOException {
        switch (name) {
            case "automatic" -> automatic = in.flag();
            case "initial_delay_ms" ->
                initialDelay = in.as(
                        in.millis(),
                        value -> STANDARD.withDelays(value, LONGEST).initialDelay());
            case "max_delay_ms" ->
                maxDelay = in.as(
                        in.millis(),
                        value -> STANDARD.withDelays(Duration.ZERO, value).maxDelay());
            case "multiplier" ->
                multiplier = in.as(
                        in.decimal(), value -> STANDARD.withMultiplier(value).multiplier());
            case "jitter" ->
                jitter = in.as(in.decimal(), value -> STANDARD.withJitter(value).jitter());
            default -> {
                return false;
            }
        }
        return true;
    }

    private RetryPolicy build() {
        // One delay alone moves the standard of the other out of its way.
        Duration max = maxDelay.orElse(longer(STANDARD.maxDelay(), initialDelay.orElse(Duration.ZERO)));
        Duration initial = initialDelay.orElse(shorter(STANDARD.initialDelay(), max));
        return new RetryPolicy(
                automatic.orElse(STANDARD.automatic()),
                initial,
                max,
                multiplier.orElse(STANDARD.multiplier()),
                jitter.orElse(STANDARD.jitter()));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
