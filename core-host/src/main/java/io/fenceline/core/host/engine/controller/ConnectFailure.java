package io.fenceline.core.host.engine.controller;

/**
 * Why an attempt to connect a controller has failed.
 *
 * @param text one line
 * @param permanent whether trying again would give the same
 */
public record ConnectFailure(String text, boolean permanent) {
}
