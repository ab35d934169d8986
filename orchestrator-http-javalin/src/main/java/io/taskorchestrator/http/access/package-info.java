/**
 * Who may do what over HTTP: {@link io.taskorchestrator.http.access.AccessSettings} say it, the rest decides it.
 *
 * <p>A request passes, in this order: {@link io.taskorchestrator.http.access.LoopbackGuard} (an open server listens to this
 * machine, not to web pages), {@link io.taskorchestrator.http.access.Authenticator} (who is it),
 * {@link io.taskorchestrator.http.access.RateLimit} (not too often), {@link io.taskorchestrator.http.access.Role} (may they).
 * {@link io.taskorchestrator.http.access.Cors} tells browsers which pages may read the answers.
 *
 * <p>Nothing here knows a web server: headers come in and go out as text. No error, no {@code toString} contains a key.
 */
@NullMarked
package io.taskorchestrator.http.access;

import org.jspecify.annotations.NullMarked;
