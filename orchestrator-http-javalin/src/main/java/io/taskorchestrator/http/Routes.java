package io.taskorchestrator.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The table of all calls, and which of them a path means.
 *
 * <p>Javalin's own matching is not used: it decodes path parameters before anybody can catch what is malformed in them,
 * and takes the method from a header if a client asks for that. A literal segment goes before {@code {task_id}}.
 *
 * <p>Thread model: immutable once built.
 */
final class Routes {

    private final List<Route> all;
    private final Map<List<String>, Resource> literal = new HashMap<>();
    private final List<Resource> withId = new ArrayList<>();

    /** The routes of one path by their methods, and the text of an {@code Allow} header for it. */
    private record Resource(List<String> segments, Map<String, Route> byMethod, String allowed, boolean needsKey) {

        static Resource of(List<Route> routes) {
            Map<String, Route> byMethod = new HashMap<>();
            for (Route route : routes) {
                if (byMethod.put(route.method(), route) != null) {
                    throw new IllegalArgumentException("Two routes for " + route.method() + " " + route.template());
                }
            }
            boolean needsKey =
                    routes.stream().anyMatch(route -> route.permission().needsKey());
            return new Resource(routes.get(0).segments(), byMethod, allowed(byMethod), needsKey);
        }

        boolean matches(List<String> path) {
            if (segments.size() != path.size()) {
                return false;
            }
            for (int i = 0; i < segments.size(); i++) {
                if (!segments.get(i).equals(Route.ID) && !segments.get(i).equals(path.get(i))) {
                    return false;
                }
            }
            return true;
        }

        private static String allowed(Map<String, Route> byMethod) {
            TreeSet<String> methods = new TreeSet<>(byMethod.keySet());
            if (byMethod.values().stream().anyMatch(Route::isSafe)) {
                methods.add("HEAD");
            }
            methods.add("OPTIONS");
            return String.join(", ", methods);
        }
    }

    /**
     * What a request means.
     *
     * @param route the call; empty if somebody asks what he may ask for ({@code OPTIONS})
     * @param id the text in the place of the id; empty if there is none
     * @param allowed the methods of this path, for an {@code Allow} header
     * @param needsKey whether any of them needs a key
     */
    record Match(Optional<Route> route, String id, String allowed, boolean needsKey) {}

    Routes(List<Route> routes) {
        all = List.copyOf(routes);
        Map<List<String>, List<Route>> byPath = new LinkedHashMap<>();
        for (Route route : routes) {
            byPath.computeIfAbsent(route.segments(), segments -> new ArrayList<>())
                    .add(route);
        }
        byPath.forEach((segments, ofPath) -> {
            Resource resource = Resource.of(ofPath);
            if (segments.contains(Route.ID)) {
                withId.add(resource);
            } else {
                literal.put(segments, resource);
            }
        });
    }

    /** All of them, in the order in which they were declared. */
    List<Route> all() {
        return all;
    }

    /**
     * Finds the call.
     *
     * @param path the decoded segments of the path below the base path
     * @throws Problem if there is no such path, or it does not know the method
     */
    Match match(String method, List<String> path) {
        Resource resource = literal.get(path);
        if (resource == null) {
            resource = withId.stream()
                    .filter(candidate -> candidate.matches(path))
                    .findFirst()
                    .orElseThrow(() -> Problem.notFound("/" + String.join("/", path)));
        }
        int place = resource.segments().indexOf(Route.ID);
        String id = place < 0 ? "" : path.get(place);
        boolean head = method.equals("HEAD");
        Optional<Route> route = Optional.ofNullable(resource.byMethod().get(head ? "GET" : method))
                .filter(candidate -> !head || candidate.isSafe());
        if (route.isEmpty() && !method.equals("OPTIONS")) {
            throw Problem.methodNotAllowed(method, resource.allowed());
        }
        return new Match(route, id, resource.allowed(), resource.needsKey());
    }
}
