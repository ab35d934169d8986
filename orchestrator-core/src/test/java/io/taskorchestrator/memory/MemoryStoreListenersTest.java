package io.taskorchestrator.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.taskorchestrator.store.StoreListener;
import io.taskorchestrator.store.StoreSettings;
import io.taskorchestrator.store.TaskChange;
import io.taskorchestrator.task.DirectoryScope;
import io.taskorchestrator.task.QueueName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom a memory store tells of what it does. */
class MemoryStoreListenersTest {

    private final TestStore store = new TestStore(StoreSettings.STANDARD);

    private static final class Heard implements StoreListener {

        private final List<String> messages = new ArrayList<>();
        private boolean attentive = true;

        @Override
        public void ready(QueueName queue, DirectoryScope directories) {
            messages.add("ready");
        }

        @Override
        public void changed(TaskChange change) {
            messages.add("changed");
        }

        @Override
        public boolean isAttentive() {
            return attentive;
        }
    }

    @Test
    void nobodyIsToldWhileNobodyIsAttentive() {
        Heard heard = new Heard();
        heard.attentive = false;
        store.store.listen(heard);
        store.create(TestStore.task("/work"));
        assertThat(heard.messages).isEmpty();
        heard.attentive = true;
        store.create(TestStore.task("/work"));
        assertThat(heard.messages).containsExactlyInAnyOrder("ready", "changed");
    }

    @Test
    void everybodyIsToldWhileOneIsAttentive() {
        Heard attentive = new Heard();
        Heard other = new Heard();
        other.attentive = false;
        store.store.listen(other);
        store.store.listen(attentive);
        store.create(TestStore.task("/work"));
        assertThat(attentive.messages).hasSize(2).isEqualTo(other.messages);
    }
}
