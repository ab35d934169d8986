package io.taskorchestrator.standalone;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where an option gets its value from when the command line does not give it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface Variable {

    /** The name in the environment and in the configuration file; of several, the first that is set counts. */
    String[] value();

    /** What holds when nobody gives a value, in words, for an option whose default is not one text. */
    String otherwise() default "";

    /** Whether the value must not be shown to anybody. */
    boolean secret() default false;
}
