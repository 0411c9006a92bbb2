/**
 * The jar's entry: runs the server on a Java that is new enough. Compiled for Java 17; uses nothing
 * else of the project.
 */
package io.tempo.launcher;
