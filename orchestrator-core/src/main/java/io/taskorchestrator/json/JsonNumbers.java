package io.taskorchestrator.json;

import io.taskorchestrator.task.InvalidInputException;
import io.taskorchestrator.task.TaskText;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers from the text in which they were given, without ever going through floating point. */
final class JsonNumbers {

    /** So many digits always fit into a {@code long}. */
    private static final int SAFE_DIGITS = 18;

    private JsonNumbers() {}

    static Long whole(String number) {
        try {
            // The exact conversion looks at the exponent first, so that 1e999999999 costs nothing.
            return number.length() <= SAFE_DIGITS && number.chars().allMatch(c -> c <= '9' && c != '.')
                    ? Long.valueOf(number)
                    : Long.valueOf(new BigDecimal(number).longValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw refused("must be a whole number of at most 64 bits", number);
        }
    }

    static Integer integer(long number) {
        if (number != (int) number) {
            throw refused("must be a whole number of at most 32 bits", Long.toString(number));
        }
        return (int) number;
    }

    /** The whole part of {@code number} times ten to the power of {@code digits}. */
    static long scaled(String number, int digits) {
        BigDecimal value;
        try {
            value = new BigDecimal(number);
        } catch (NumberFormatException e) {
            throw refused("is out of range", number);
        }
        // Decided by the exponent: to write out 1e999999999, or its inverse, would take all memory.
        long wholeDigits = (long) value.precision() - value.scale() + digits;
        if (value.signum() == 0 || wholeDigits <= 0) {
            return 0;
        }
        if (wholeDigits > SAFE_DIGITS) {
            throw refused("is out of range", number);
        }
        return value.movePointRight(digits).setScale(0, RoundingMode.DOWN).longValueExact();
    }

    private static InvalidInputException refused(String rule, String number) {
        return new InvalidInputException("number", rule + ", but is " + TaskText.shortened(number, 40));
    }
}
