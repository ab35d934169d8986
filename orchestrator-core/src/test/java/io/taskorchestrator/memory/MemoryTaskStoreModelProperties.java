package io.taskorchestrator.memory;

import io.taskorchestrator.memory.ModelActions.Action;
import io.taskorchestrator.store.StoreSettings;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever is done with it, the memory store gives the same answers as a plain list that is searched from end to end.
 * What counts as the right answer is in {@link ReferenceModel}.
 */
class MemoryTaskStoreModelProperties {

    private static final StoreSettings SETTINGS = StoreSettings.STANDARD
            .withAging(Duration.ofMinutes(2))
            .withRetention(Duration.ofMinutes(10), Duration.ofMinutes(20));

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void storeAnswersLikeThePlainModel(@ForAll("lives") List<Action> actions) {
        StoreAndModel both = run(SETTINGS, actions);
        Statistics.label("a directory was reserved")
                .collect(both.reserved > 0)
                .coverage(seen -> seen.check(true).percentage(share -> share > 5.0));
    }

    @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
    void storeWithFairnessAnswersLikeThePlainModel(@ForAll("lives") List<Action> actions) {
        run(SETTINGS.withFairness(Duration.ofSeconds(40)), actions);
    }

    private static StoreAndModel run(StoreSettings settings, List<Action> actions) {
        StoreAndModel both = new StoreAndModel(settings);
        actions.forEach(both::run);
        both.sameTasks();
        both.explain();
        return both;
    }

    @Provide
    Arbitrary<List<Action>> lives() {
        return ModelActions.all().list().ofMinSize(1).ofMaxSize(60).withSizeDistribution(RandomDistribution.uniform());
    }
}
