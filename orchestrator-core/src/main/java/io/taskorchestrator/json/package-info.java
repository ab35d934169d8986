/**
 * The one textual form of tasks, shared by server, client and SQL store.
 *
 * <p>{@link io.taskorchestrator.json.TaskJson} has the forms of what an orchestrator answers,
 * {@link io.taskorchestrator.json.RequestJson} those of what it is asked. Both are lists of
 * {@link io.taskorchestrator.json.JsonForm}s: each writes one type of value and reads it back. Answers are read
 * leniently, so that a client outlives a newer server; requests are read strictly, and everything that is wrong with one
 * is told at once.
 *
 * <p>Inside, a {@code JsonInput} walks once through a document, keeps the path to where it stands and collects what is
 * wrong; a {@code JsonOutput} writes units and spellings. Beside them there is one small {@code …Form} for each type,
 * with its fields by name. No reflection takes part: a field is in the form because its name stands in the code.
 *
 * <p>Limits are not repeated here. A form hands each field to the type that declares the limit and puts the path in
 * front of what that says. Metadata, checkpoints and details are never taken apart: they are cut out of the document as
 * the text that they are.
 */
@NullMarked
package io.taskorchestrator.json;

import org.jspecify.annotations.NullMarked;
