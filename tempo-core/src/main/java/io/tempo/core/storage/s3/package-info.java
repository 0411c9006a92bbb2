/**
 * Objects in a bucket of Amazon S3, or of a store that speaks its protocol.
 *
 * <p>{@link io.tempo.core.storage.s3.S3ObjectStore} is the door; only classes of this package know
 * the AWS SDK, and none of them is loaded where blocks are kept elsewhere.
 */
package io.tempo.core.storage.s3;
