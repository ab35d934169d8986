package io.taskorchestrator.http.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Roles against the documented table of calls. */
class RoleProperties {

    /** The calls of the documentation, and what each needs. */
    private enum Call {
        HEALTH(Permission.PROBE),
        LIST(Permission.READ),
        READ(Permission.READ),
        HISTORY(Permission.READ),
        WAIT_REASON(Permission.READ),
        STATISTICS(Permission.READ),
        METRICS(Permission.READ),
        OPENAPI(Permission.READ),
        NEXT(Permission.WORK),
        CLAIM(Permission.WORK),
        HEARTBEAT(Permission.WORK),
        COMPLETE(Permission.WORK),
        COMPLETE_MANY(Permission.WORK),
        FAIL(Permission.WORK),
        RELEASE(Permission.WORK),
        CREATE(Permission.PRODUCE),
        BATCH(Permission.PRODUCE),
        UPDATE(Permission.PRODUCE),
        CANCEL(Permission.PRODUCE),
        RETRY(Permission.PRODUCE),
        DELETE(Permission.ADMINISTER);

        private final Permission permission;

        Call(Permission permission) {
            this.permission = permission;
        }
    }

    private static final Set<Call> LOOKING = Set.of(
            Call.HEALTH,
            Call.LIST,
            Call.READ,
            Call.HISTORY,
            Call.WAIT_REASON,
            Call.STATISTICS,
            Call.METRICS,
            Call.OPENAPI);

    private static final Map<Role, Set<Call>> BESIDES_LOOKING = Map.of(
            Role.READER, Set.of(),
            Role.WORKER,
                    Set.of(
                            Call.NEXT,
                            Call.CLAIM,
                            Call.HEARTBEAT,
                            Call.COMPLETE,
                            Call.COMPLETE_MANY,
                            Call.FAIL,
                            Call.RELEASE),
            Role.PRODUCER, Set.of(Call.CREATE, Call.BATCH, Call.UPDATE, Call.CANCEL, Call.RETRY),
            Role.ADMIN, Set.of(Call.values()));

    @Property
    void aRoleMayMakeExactlyTheCallsOfTheTable(@ForAll Role role, @ForAll Call call) {
        boolean expected = LOOKING.contains(call) || BESIDES_LOOKING.get(role).contains(call);

        assertThat(role.may(call.permission)).isEqualTo(expected);
        assertThat(new Identity("somebody", role).may(call.permission)).isEqualTo(expected);
    }

    @Property
    void onlyAProbeNeedsNoKey(@ForAll Call call) {
        assertThat(call.permission.needsKey()).isEqualTo(call != Call.HEALTH);
    }

    @Property
    void aRoleIsFoundByItsNameInAnyCase(@ForAll Role role) {
        assertThat(Role.named(role.text())).contains(role);
        assertThat(Role.named(role.name())).contains(role);
        assertThat(Role.named(role.text() + " ")).isEmpty();
    }
}
