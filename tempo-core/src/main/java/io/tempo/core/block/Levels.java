package io.tempo.core.block;

/**
 * The repetition and definition levels of the entries of a repeated group over a row group. What
 * lies below shares the arrays where it adds nothing to them, so that leaves of one shape have the
 * same arrays.
 *
 * @param entries number of entries, those of absent groups included
 * @param repetition a level per entry
 * @param definition a level per entry
 * @param depth repetition level of a further element of the group
 * @param present definition level of an entry whose group is there
 * @param count entries that are there
 */
record Levels(
        int entries, byte[] repetition, byte[] definition, int depth, int present, int count) {}
