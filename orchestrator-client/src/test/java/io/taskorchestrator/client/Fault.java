package io.taskorchestrator.client;

/** What may happen to one exchange of a request and its answer. */
enum Fault {
    /** Nothing. */
    NONE,
    /** The client is cut off before its request goes on. */
    BEFORE_REQUEST,
    /** Only a part of the request goes on; then everybody is cut off. */
    MID_REQUEST,
    /** The whole request goes on, and everybody is cut off at once. */
    AFTER_REQUEST,
    /** The request is carried out, but the answer goes nowhere. */
    BEFORE_ANSWER,
    /** The request is carried out, and only a part of the answer gets through. */
    MID_ANSWER,
    /** The client is cut off, and its request goes on a little later. */
    LATE,
    /** The request goes on twice, and the first answer gets through. */
    TWICE,
    /** The request goes on twice, and the second answer gets through. */
    TWICE_LAST,
    /** The answer takes its time. */
    SLOW,
    /** The proxy answers 503 without asking. */
    REFUSED,
    /** The request is carried out, but the proxy answers 504. */
    GIVEN_UP
}
