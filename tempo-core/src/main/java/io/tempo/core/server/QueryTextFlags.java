package io.tempo.core.server;

import com.linecorp.armeria.common.FlagsProvider;

/**
 * Settings of the HTTP library that it takes from the class path only: queries and attribute names,
 * which come in URLs, may hold any character. Nothing here looks for files by a URL's path.
 */
public final class QueryTextFlags implements FlagsProvider {

    @Override
    public int priority() {
        return 1;
    }

    @Override
    public Boolean allowDoubleDotsInQueryString() {
        return true;
    }

    @Override
    public Boolean allowSemicolonInPathComponent() {
        return true;
    }
}
