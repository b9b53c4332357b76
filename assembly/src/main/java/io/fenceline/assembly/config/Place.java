package io.fenceline.assembly.config;

/**
 * Where something is.
 *
 * @param line from 1; 0: the whole file
 * @param path keys from the root, such as {@code subsystems[0].namespaces[1].nsid}; empty: the root
 */
public record Place(int line, String path) {
    /** The beginning of a file. */
    public static final Place ROOT = new Place(0, "");

    /**
     * A key below this place.
     *
     * @param key the key
     * @param at its line
     * @return its place
     */
    public Place key(String key, int at) {
        return new Place(at, path.isEmpty() ? key : path + "." + key);
    }

    /**
     * An element of the list at this place.
     *
     * @param index from 0
     * @param at its line
     * @return its place
     */
    public Place element(int index, int at) {
        return new Place(at, path + "[" + index + "]");
    }
}
