/**
 * What a query-frontend asks queriers, and what they answer: a query is cut into jobs, each of
 * which looks at some of the data. Jobs and answers stay objects where frontend and querier share a
 * process, and are messages where they do not.
 */
package io.tempo.querier.job;
