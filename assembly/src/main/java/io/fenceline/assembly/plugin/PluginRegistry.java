package io.fenceline.assembly.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What plugs in, by type. Any thread. The first of a type is in force; one of the same type that comes later waits, and
 * steps in when the first is removed: so a new version can come before the old one goes.
 *
 * @param <T> what plugs in
 */
@SuppressWarnings("ReferenceEquality") // an instance goes with its class loader, whatever else equals it
public final class PluginRegistry<T> {
    /**
     * Is told what is in force. Called by the thread that adds or removes, one call at a time, and may take its time: whoever
     * removes a plug-in waits until it is of no more use.
     *
     * @param <T> what plugs in
     */
    public interface Listener<T> {
        /**
         * A plug-in is in force.
         *
         * @param type its type
         * @param plugin the plug-in
         */
        void added(String type, T plugin);

        /**
         * A plug-in is not in force any more; after the return its code may be unloaded.
         *
         * @param type its type
         * @param plugin the plug-in
         */
        void removed(String type, T plugin);
    }

    private final Function<T, String> type;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, List<T>> plugins = new TreeMap<>();
    private final List<Listener<T>> listeners = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param type tells a plug-in's type
     */
    public PluginRegistry(Function<T, String> type) {
        this.type = type;
    }

    /**
     * Adds a plug-in.
     *
     * @param plugin the plug-in; one that is there already is not added again
     * @return whether it is in force now; if not, one of its type is, and it waits
     */
    public boolean add(T plugin) {
        lock.lock();
        try {
            String key = type.apply(plugin);
            List<T> sameType = plugins.computeIfAbsent(key, k -> new ArrayList<>());
            if (sameType.stream().noneMatch(other -> other == plugin)) {
                sameType.add(plugin);
                if (sameType.size() == 1) {
                    listeners.forEach(listener -> listener.added(key, plugin));
                }
            }
            return sameType.getFirst() == plugin;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes a plug-in; returns when all listeners have done without it.
     *
     * @param plugin the plug-in; nothing happens when it is not there
     */
    public void remove(T plugin) {
        lock.lock();
        try {
            String key = type.apply(plugin);
            List<T> sameType = plugins.getOrDefault(key, new ArrayList<>());
            boolean inForce = !sameType.isEmpty() && sameType.getFirst() == plugin;
            sameType.removeIf(other -> other == plugin);
            if (sameType.isEmpty()) {
                plugins.remove(key);
            }
            if (inForce) {
                listeners.forEach(listener -> listener.removed(key, plugin));
                if (!sameType.isEmpty()) {
                    T next = sameType.getFirst();
                    listeners.forEach(listener -> listener.added(key, next));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The plug-in of a type that is in force.
     *
     * @param wanted the type
     * @return the plug-in
     */
    public Optional<T> find(String wanted) {
        lock.lock();
        try {
            return Optional.ofNullable(plugins.get(wanted)).map(List::getFirst);
        } finally {
            lock.unlock();
        }
    }

    /**
     * All plug-ins that are in force.
     *
     * @return by type, in alphabetical order
     */
    public List<T> all() {
        lock.lock();
        try {
            return plugins.values().stream().map(List::getFirst).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Adds a listener, which hears at once of what is in force.
     *
     * @param listener the listener
     */
    public void listen(Listener<T> listener) {
        lock.lock();
        try {
            listeners.add(listener);
            plugins.forEach((key, sameType) -> listener.added(key, sameType.getFirst()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes a listener, which hears nothing any more.
     *
     * @param listener the listener
     */
    public void mute(Listener<T> listener) {
        lock.lock();
        try {
            listeners.remove(listener);
        } finally {
            lock.unlock();
        }
    }
}
