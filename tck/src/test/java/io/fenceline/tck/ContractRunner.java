package io.fenceline.tck;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** Runs a contract against something that is meant to fail it, and says which of its tests noticed. */
public final class ContractRunner {
    private ContractRunner() {
    }

    /** What a contract's subclass can do. */
    public interface Contract {
        /** Opens the fixture. */
        void open();

        /** Closes it, with the checks after each test. */
        void close();

        /** The object that has the tests. */
        Object tests();
    }

    /**
     * Runs all tests whose name contains a text.
     *
     * @param make makes a fresh contract
     * @param part of the name
     * @return the names of the tests that failed
     */
    public static List<String> failures(Supplier<Contract> make, String part) {
        List<String> failed = new ArrayList<>();
        List<Method> methods = new ArrayList<>(List.of(make.get().tests().getClass().getMethods()));
        methods.removeIf(method -> !method.isAnnotationPresent(Test.class) || !method.getName().contains(part));
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("no test has '" + part + "' in its name");
        }
        methods.sort(Comparator.comparing(Method::getName));
        for (Method method : methods) {
            Contract contract = make.get();
            contract.open();
            boolean ok = passes(() -> call(method, contract.tests()));
            ok &= passes(contract::close);
            if (!ok) {
                failed.add(method.getName());
            }
        }
        return failed;
    }

    private static boolean passes(Runnable task) {
        try {
            task.run();
            return true;
        } catch (TestAbortedException e) {
            return true;
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }

    private static void call(Method method, Object on) {
        try {
            method.invoke(on);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
