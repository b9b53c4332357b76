package io.fenceline.api.host;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Changes some of a {@link HostOptions}; see there for what each means. One thread. */
public final class HostOptionsBuilder {
    private Duration keepAlive;
    private int ioQueues;
    private int queueSize;
    private boolean flowControl;
    private Duration commandTimeout;
    private Duration adminTimeout;
    private Duration abortTimeout;
    private Duration connectTimeout;
    private Duration reconnectDelay;
    private Duration reconnectDelayMax;
    private @Nullable Duration controllerLossTimeout;
    private @Nullable Duration fastIoFailTimeout;
    private @Nullable Duration deadline;
    private int maxRetries;
    private int waitingLimit;
    private String recovery;
    private FencingOptions fencing;
    private Duration quiesceTime;
    private String pathSelector;
    private Map<String, String> selectorOptions;
    private Map<String, String> transportOptions;

    HostOptionsBuilder(HostOptions from) {
        keepAlive = from.keepAlive();
        ioQueues = from.ioQueues();
        queueSize = from.queueSize();
        flowControl = from.flowControl();
        commandTimeout = from.commandTimeout();
        adminTimeout = from.adminTimeout();
        abortTimeout = from.abortTimeout();
        connectTimeout = from.connectTimeout();
        reconnectDelay = from.reconnectDelay();
        reconnectDelayMax = from.reconnectDelayMax();
        controllerLossTimeout = from.controllerLossTimeout();
        fastIoFailTimeout = from.fastIoFailTimeout();
        deadline = from.deadline();
        maxRetries = from.maxRetries();
        waitingLimit = from.waitingLimit();
        recovery = from.recovery();
        fencing = from.fencing();
        quiesceTime = from.quiesceTime();
        pathSelector = from.pathSelector();
        selectorOptions = from.selectorOptions();
        transportOptions = from.transportOptions();
    }

    /**
     * Sets {@link HostOptions#keepAlive}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder keepAlive(Duration value) {
        keepAlive = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#ioQueues}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder ioQueues(int value) {
        ioQueues = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#queueSize}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder queueSize(int value) {
        queueSize = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#flowControl}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder flowControl(boolean value) {
        flowControl = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#commandTimeout}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder commandTimeout(Duration value) {
        commandTimeout = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#adminTimeout}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder adminTimeout(Duration value) {
        adminTimeout = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#abortTimeout}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder abortTimeout(Duration value) {
        abortTimeout = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#connectTimeout}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder connectTimeout(Duration value) {
        connectTimeout = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#reconnectDelay}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder reconnectDelay(Duration value) {
        reconnectDelay = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#reconnectDelayMax}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder reconnectDelayMax(Duration value) {
        reconnectDelayMax = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#controllerLossTimeout}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder controllerLossTimeout(@Nullable Duration value) {
        controllerLossTimeout = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#fastIoFailTimeout}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder fastIoFailTimeout(@Nullable Duration value) {
        fastIoFailTimeout = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#deadline}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder deadline(@Nullable Duration value) {
        deadline = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#maxRetries}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder maxRetries(int value) {
        maxRetries = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#waitingLimit}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder waitingLimit(int value) {
        waitingLimit = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#recovery}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder recovery(String value) {
        recovery = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#fencing}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder fencing(FencingOptions value) {
        fencing = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#quiesceTime}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder quiesceTime(Duration value) {
        quiesceTime = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#pathSelector}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder pathSelector(String value) {
        pathSelector = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#selectorOptions}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder selectorOptions(Map<String, String> value) {
        selectorOptions = value;
        return this;
    }

    /**
     * Sets {@link HostOptions#transportOptions}.
     *
     * @param value the new value
     * @return this
     */
    public HostOptionsBuilder transportOptions(Map<String, String> value) {
        transportOptions = value;
        return this;
    }

    /**
     * Makes the options.
     *
     * @return checked
     * @throws IllegalArgumentException names the key, the value and what would be right
     */
    public HostOptions build() {
        return new HostOptions(keepAlive, ioQueues, queueSize, flowControl, commandTimeout, adminTimeout, abortTimeout, connectTimeout,
                reconnectDelay, reconnectDelayMax, controllerLossTimeout, fastIoFailTimeout, deadline, maxRetries, waitingLimit, recovery,
                fencing,
                quiesceTime, pathSelector, selectorOptions, transportOptions);
    }
}
