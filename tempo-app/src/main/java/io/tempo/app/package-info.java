/**
 * The process: command line, wiring of components by target, start and stop. The only package that
 * knows every component.
 */
package io.tempo.app;
