# The server in a container: docker build -t task-orchestrator . && docker run -p 8080:8080 -v tasks:/data task-orchestrator
FROM eclipse-temurin:17-jdk-noble AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
COPY orchestrator-core/pom.xml orchestrator-core/
COPY orchestrator-http-javalin/pom.xml orchestrator-http-javalin/
COPY orchestrator-client/pom.xml orchestrator-client/
COPY orchestrator-store-jdbc/pom.xml orchestrator-store-jdbc/
COPY orchestrator-standalone/pom.xml orchestrator-standalone/
COPY examples/pom.xml examples/
COPY benchmarks/pom.xml benchmarks/
COPY LICENSE ./
COPY orchestrator-client/src/main orchestrator-client/src/main
COPY orchestrator-core/src/main orchestrator-core/src/main
COPY orchestrator-store-jdbc/src/main orchestrator-store-jdbc/src/main
COPY orchestrator-http-javalin/src/main orchestrator-http-javalin/src/main
COPY orchestrator-standalone/src/main orchestrator-standalone/src/main
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -pl orchestrator-standalone -am package \
    -Dmaven.test.skip=true -Dmaven.source.skip=true -Dchecks.skip

FROM eclipse-temurin:17-jre-noble
RUN useradd --system --uid 10001 --no-create-home orchestrator \
    && install -d -o 10001 /data
COPY --from=build /build/orchestrator-standalone/target/orchestrator.jar /opt/orchestrator/orchestrator.jar
COPY LICENSE /opt/orchestrator/
# Reachable from outside the container. Without API keys everybody who reaches it may do everything.
ENV APP_SERVER_HOST=0.0.0.0 \
    APP_DATABASE_URL=sqlite:/data/tasks.db \
    JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75
USER 10001
# The tasks: give it a volume of a local disk, not of a network.
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD curl -fsS -o /dev/null "http://127.0.0.1:${APP_SERVER_PORT:-8080}/health/live" || exit 1
ENTRYPOINT ["java", "-jar", "/opt/orchestrator/orchestrator.jar"]
CMD ["serve"]
