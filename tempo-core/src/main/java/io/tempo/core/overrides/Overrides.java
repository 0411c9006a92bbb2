package io.tempo.core.overrides;

import io.tempo.core.config.ConfigException;
import io.tempo.core.config.ConfigProblem;
import io.tempo.core.config.Limits;
import io.tempo.core.config.OverridesConfig;
import io.tempo.core.config.TenantLimits;
import io.tempo.core.model.TenantId;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * The limits of each tenant: what the runtime file says about it, else what the file says about
 * {@code *}, else the defaults.
 *
 * <p>The file is looked at every {@code overrides.per_tenant_override_period}. A file that is wrong
 * or gone changes nothing: the limits stay as they were, and the reason is logged once.
 *
 * <p>Thread-safe. {@link #forTenant} is a lookup in a map and may be asked on every request; its
 * answers should not be kept.
 */
public final class Overrides implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Overrides.class);

    private static final String EVERY_OTHER = "*";

    private final OverridesConfig config;
    private final boolean expandEnvironment;
    private final Thread reloader;

    /** The text and the complaint of the last look; null before. Guarded by this. */
    private String lastText;

    private String lastComplaint;

    private volatile TenantLimits tenants = TenantLimits.NONE;
    private volatile boolean lastReloadSuccessful = true;
    private volatile boolean closed;

    private Overrides(OverridesConfig config, boolean expandEnvironment) {
        this.config = config;
        this.expandEnvironment = expandEnvironment;
        if (!hasFile()) {
            reloader = null;
            return;
        }
        load();
        Duration period = config.perTenantOverridePeriod();
        reloader =
                period.isZero()
                        ? null
                        : Thread.ofVirtual().name("overrides-reload").unstarted(this::keepLoading);
    }

    /**
     * Reads the runtime file, if there is one, and starts to look at it again.
     *
     * @param expandEnvironment whether references to the environment are replaced in it
     * @throws ConfigException if the file cannot be read or is wrong
     */
    public static Overrides start(OverridesConfig config, boolean expandEnvironment) {
        Overrides overrides = new Overrides(config, expandEnvironment);
        if (overrides.reloader != null) {
            overrides.reloader.start();
        }
        return overrides;
    }

    /** The same limits for every tenant, for ever. */
    public static Overrides of(Limits defaults) {
        return new Overrides(new OverridesConfig(defaults, "", Duration.ZERO, false), false);
    }

    /** What the tenant may do now. */
    public Limits forTenant(TenantId tenant) {
        TenantLimits current = tenants;
        Limits own = current.byTenant().get(tenant.value());
        if (own != null) {
            return own;
        }
        Limits others = current.byTenant().get(EVERY_OTHER);
        return others != null ? others : config.defaults();
    }

    /** The limits of tenants that nothing is said about. */
    public Limits defaults() {
        return config.defaults();
    }

    /** The keys of the runtime file, sorted; {@code *} may be among them. */
    public Set<String> tenantsWithLimits() {
        return new TreeSet<>(tenants.byTenant().keySet());
    }

    /** What the runtime file says of a key of {@link #tenantsWithLimits}; null for others. */
    public Limits ofRuntimeFile(String key) {
        return tenants.byTenant().get(key);
    }

    /** The limits of single tenants as YAML, for the status page. */
    public String runtimeYaml() {
        String yaml = tenants.yaml();
        return yaml.isEmpty() ? "overrides: {}\n" : "overrides:\n" + yaml;
    }

    /** Whether the last look at the runtime file found it in order. True without a file. */
    public boolean lastReloadSuccessful() {
        return lastReloadSuccessful;
    }

    /**
     * Looks at the runtime file now. A file that is wrong or gone changes nothing.
     *
     * @return whether the file is in order
     */
    public boolean reload() {
        if (!hasFile()) {
            return true;
        }
        try {
            load();
            return true;
        } catch (ConfigException e) {
            if (!closed) { // which may have cut the reading short
                complain(e);
            }
            return false;
        }
    }

    /** Stops looking at the file; limits stay as they are. */
    @Override
    public void close() {
        closed = true;
        if (reloader != null) {
            reloader.interrupt();
        }
    }

    private boolean hasFile() {
        return !config.perTenantOverrideConfig().isEmpty();
    }

    private synchronized void load() {
        lastReloadSuccessful = false;
        String file = config.perTenantOverrideConfig();
        String text = TenantLimits.read(file, expandEnvironment);
        if (!text.equals(lastText)) {
            tenants = TenantLimits.parse(file, text, config);
            boolean first = lastText == null;
            lastText = text;
            tenants.warnings().forEach(warning -> log.warn("{}", warning));
            if (!first) {
                log.info("{}: limits of {} tenants read", file, tenants.byTenant().size());
            }
        }
        lastComplaint = null;
        lastReloadSuccessful = true;
    }

    private synchronized void complain(ConfigException e) {
        if (!e.getMessage().equals(lastComplaint)) {
            lastComplaint = e.getMessage();
            for (ConfigProblem problem : e.problems()) {
                log.error("limits stay as they were: {}", problem);
            }
        }
    }

    private void keepLoading() {
        try {
            while (!closed) {
                Thread.sleep(config.perTenantOverridePeriod());
                try {
                    reload();
                } catch (RuntimeException e) {
                    log.error("limits stay as they were", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }
}
