package io.taskorchestrator.task;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryAccessTest {

    @ParameterizedTest
    @CsvSource({
        "UNRESTRICTED, UNRESTRICTED, false",
        "UNRESTRICTED, SHARED, false",
        "UNRESTRICTED, EXCLUSIVE, false",
        "SHARED, SHARED, false",
        "SHARED, EXCLUSIVE, true",
        "EXCLUSIVE, EXCLUSIVE, true"
    })
    void anExclusiveTaskRunsBesideNoSharedOrExclusiveOne(DirectoryAccess one, DirectoryAccess other, boolean conflict) {
        assertThat(one.conflictsWith(other)).isEqualTo(conflict);
    }

    @Property
    void aConflictIsSymmetric(@ForAll DirectoryAccess one, @ForAll DirectoryAccess other) {
        assertThat(one.conflictsWith(other)).isEqualTo(other.conflictsWith(one));
    }
}
