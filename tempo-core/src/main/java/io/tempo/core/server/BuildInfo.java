package io.tempo.core.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built, from what, and when. Fields that the build does not know are "".
 *
 * @param version Maven version of the project
 * @param revision source revision
 * @param branch source branch
 * @param buildDate ISO 8601
 */
public record BuildInfo(String version, String revision, String branch, String buildDate) {

    private static final BuildInfo CURRENT = load();

    /** The running build. */
    public static BuildInfo current() {
        return CURRENT;
    }

    /** One line: name, version, branch and revision. */
    public String banner() {
        return "tempo, version "
                + version
                + " (branch: "
                + branch
                + ", revision: "
                + revision
                + ")";
    }

    /** The banner and what it runs on, a line each. */
    public String details() {
        return banner()
                + "\n  build user:       "
                + "\n  build date:       "
                + buildDate
                + "\n  java version:     "
                + Runtime.version()
                + "\n  platform:         "
                + System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT)
                + "/"
                + System.getProperty("os.arch")
                + "\n  tags:             \n";
    }

    private static BuildInfo load() {
        Properties properties = new Properties();
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new BuildInfo(
                known(properties, "version"),
                known(properties, "revision"),
                known(properties, "branch"),
                known(properties, "date"));
    }

    private static String known(Properties properties, String key) {
        String value = properties.getProperty(key, "");
        return value.startsWith("${") ? "" : value;
    }
}
