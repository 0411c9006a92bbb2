package io.tempo.app;

/** Starts a component, or runs a command. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.out.println("tempo " + Runtime.version() + " " + String.join(" ", args));
    }
}
