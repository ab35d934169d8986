package io.taskorchestrator.benchmarks;

import io.taskorchestrator.task.DirectoryAccess;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The conversations that are measured, one for each client, each in a work directory of its own that begins with a name. */
final class Conversations {

    static final int BATCH = 100;

    private static final byte[] NOTHING = {};
    private static final int LONGEST_WAIT = 60;

    private static final byte[] TASK_ID = Answer.ascii("\"task_id\":\"");
    private static final byte[] TOKEN = Answer.ascii("\"token\":\"");
    private static final byte[] NEXT = Answer.ascii("\"next\":");
    private static final String PROMPT = "p".repeat(100);
    private static final String RESULT = "\"result\":{\"status\":\"success\",\"output\":\"done\"}";

    private Conversations() {}

    /** Creates tasks, and nothing else. */
    static IntFunction<Conversation> creating(String name) {
        return number -> {
            String client = name + number;
            byte[] create = create(client);
            return last -> create;
        };
    }

    /** Three requests a cycle: create, next, complete. */
    static IntFunction<Conversation> cycles(String name) {
        return number -> {
            String client = name + number;
            byte[] create = create(client);
            byte[] next = next(client);
            int[] step = {0};
            return last -> switch (step[0]++ % 3) {
                case 0 -> create;
                case 1 -> next;
                default -> complete(last, 0, "");
            };
        };
    }

    /**
     * Three requests a cycle, as {@link #cycles}, but the task is created in another of so many directories each time, and
     * the one that has waited longest is claimed, wherever it is. A client whose time is over leaves a task claimed: its lease is
     * short, so that its directory is free again when the next load comes.
     */
    static IntFunction<Conversation> cyclesAnywhere(String name, int directories, DirectoryAccess access) {
        return number -> {
            byte[] claim = post("/claim", "{\"worker_id\":\"worker\",\"lease_seconds\":2}");
            int[] step = {0};
            int[] turn = {number};
            return last -> switch (step[0]++ % 3) {
                case 0 -> {
                    turn[0] = (turn[0] + Load.CLIENTS) % directories;
                    yield post("", task(name + turn[0], access));
                }
                case 1 -> claim;
                default -> complete(last, 0, "");
            };
        };
    }

    /** Creates so many tasks, by hundreds, which is what the number is rounded up to, in so many directories in turn. */
    static IntFunction<Conversation> filling(String name, int tasks, int directories, DirectoryAccess access) {
        return number -> {
            int[] batch = {number - Load.CLIENTS};
            return last -> {
                batch[0] += Load.CLIENTS;
                int from = batch[0] * BATCH;
                return from >= tasks
                        ? NOTHING
                        : post(
                                "/batch",
                                IntStream.range(from, from + BATCH)
                                        .mapToObj(task -> task(name + task % directories, access))
                                        .collect(Collectors.joining(",", "{\"tasks\":[", "]}")));
            };
        };
    }

    /** The first {@code requests} of a conversation. */
    static IntFunction<Conversation> first(int requests, IntFunction<Conversation> conversations) {
        return number -> {
            Conversation whole = conversations.apply(number);
            int[] step = {0};
            return last -> step[0]++ < requests ? whole.next(last) : NOTHING;
        };
    }

    /** Each waits for tasks in a directory where there never are any, again and again. */
    static IntFunction<Conversation> waiting(String name) {
        return number -> {
            byte[] next = Answer.ascii("GET /api/v1/tasks/next?work_path=" + directory(name + number)
                    + "&worker_id=worker&wait_seconds=" + (LONGEST_WAIT - number % (LONGEST_WAIT / 2))
                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return last -> next;
        };
    }

    /** Two requests a cycle: create, complete and claim the next. */
    static IntFunction<Conversation> shortCycles(String name) {
        return number -> {
            String client = name + number;
            byte[] create = create(client);
            byte[] next = next(client);
            String claim = ",\"next\":" + claim(client, 1);
            Held held = new Held();
            int[] step = {0};
            return last -> {
                int now = step[0]++;
                if (now < 2) {
                    return now == 0 ? create : next;
                }
                if (now % 2 == 0) {
                    held.take(last);
                    return create;
                }
                return complete(held.id, held.token, claim);
            };
        };
    }

    /** 102 requests for 100 tasks: one to create them, one to claim them, and each is completed by itself. */
    static IntFunction<Conversation> batches(String name) {
        return number -> {
            String client = name + number;
            byte[] create = createBatch(client);
            byte[] claim = post("/claim", claim(client, BATCH));
            Queue<byte[]> completions = new ArrayDeque<>();
            int[] step = {0};
            return last -> {
                int now = step[0]++ % (BATCH + 2);
                if (now < 2) {
                    return now == 0 ? create : claim;
                }
                if (now == 2) {
                    forEach(last, (id, token) -> completions.add(complete(id, token, "")));
                }
                return completions.remove();
            };
        };
    }

    /** Three requests for 100 tasks: one to create them, one to claim them, one to complete them. */
    static IntFunction<Conversation> wholeBatches(String name) {
        return number -> {
            String client = name + number;
            byte[] create = createBatch(client);
            byte[] claim = post("/claim", claim(client, BATCH));
            int[] step = {0};
            return last -> switch (step[0]++ % 3) {
                case 0 -> create;
                case 1 -> claim;
                default -> completeBatch(last);
            };
        };
    }

    private static byte[] createBatch(String client) {
        String one = task(client);
        return post("/batch", "{\"tasks\":[" + (one + ",").repeat(BATCH - 1) + one + "]}");
    }

    private static byte[] completeBatch(Answer claimed) {
        StringBuilder completions = new StringBuilder("{\"completions\":[");
        forEach(
                claimed,
                (id, token) -> completions
                        .append(completions.charAt(completions.length() - 1) == '[' ? "" : ",")
                        .append("{\"task_id\":\"" + id + "\",\"lease_token\":\"" + token + "\"," + RESULT + "}"));
        return post("/complete", completions.append("]}").toString());
    }

    /** Tells of the id and the token of each claimed task. */
    private static void forEach(Answer claimed, BiConsumer<String, String> each) {
        int from = 0;
        for (int i = 0; i < BATCH; i++) {
            each.accept(claimed.quoted(TASK_ID, from), claimed.quoted(TOKEN, from));
            from = claimed.indexOf(TOKEN, from) + TOKEN.length;
        }
    }

    /** The task that a client works on. */
    private static final class Held {

        private String id = "";
        private String token = "";

        /** Takes what was claimed: by itself, or with a completion. */
        void take(Answer answer) {
            int from = Math.max(0, answer.indexOf(NEXT, 0));
            id = answer.quoted(TASK_ID, from);
            token = answer.quoted(TOKEN, from);
        }
    }

    static String directory(String client) {
        return "/work/" + client;
    }

    private static String task(String client) {
        return task(client, DirectoryAccess.UNRESTRICTED);
    }

    private static String task(String client, DirectoryAccess access) {
        String more = access == DirectoryAccess.UNRESTRICTED ? "" : ",\"directory_access\":\"" + access.text() + "\"";
        return "{\"work_directory\":\"" + directory(client) + "\",\"prompt\":\"" + PROMPT + "\"" + more + "}";
    }

    private static byte[] create(String client) {
        return post("", task(client));
    }

    private static byte[] next(String client) {
        return Answer.ascii("GET /api/v1/tasks/next?work_path=" + directory(client)
                + "&worker_id=worker&lease_seconds=300 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static String claim(String client, int limit) {
        return "{\"worker_id\":\"worker\",\"work_path\":\"" + directory(client) + "\",\"lease_seconds\":300,\"limit\":"
                + limit + "}";
    }

    private static byte[] complete(Answer claimed, int from, String more) {
        return complete(claimed.quoted(TASK_ID, from), claimed.quoted(TOKEN, from), more);
    }

    private static byte[] complete(String id, String token, String more) {
        return post("/" + id + "/complete", "{\"lease_token\":\"" + token + "\"," + RESULT + more + "}");
    }

    private static byte[] post(String path, String json) {
        return Answer.ascii("POST /api/v1/tasks" + path + " HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n" + json);
    }
}
