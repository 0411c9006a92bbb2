/**
 * The live store: takes spans, keeps them findable from the moment they are acknowledged, and turns
 * them into blocks.
 *
 * <p>The walk of a span: {@link io.tempo.livestore.LiveStore#push} appends the request to the
 * write-ahead log of the tenant's head segment and to its columns, under one lock, and returns: the
 * span is safe and found. A head that is old or large is cut; traces that still grow are carried
 * over into the next head (log first), so that they are not split over blocks without need. A cut
 * segment is written as a block on the local disk, under the id that it has had from the start;
 * then its log is deleted. The block is copied to object storage, stays here for a while, and is
 * let go.
 *
 * <p>At any moment each acknowledged span is in exactly one of: the head, a cut segment, a local
 * block. Every step from one to the next is one assignment under the tenant's lock, and a {@link
 * io.tempo.core.recent.RecentView} is made under that lock too.
 *
 * <p>A crash at any point is healed at start from the log and the finished blocks:
 *
 * <ul>
 *   <li>a block without {@code meta.json} was not finished: it is deleted, its log is replayed;
 *   <li>a finished block's log is deleted, the block is copied if it was not;
 *   <li>a trace that was carried from segment S into N is in the log of both. It is left out when S
 *       is replayed, because N's log says so. N's log is therefore not deleted before S is a block,
 *       and S becomes a block only when N's log has been forced to the disk.
 * </ul>
 *
 * <p>Unlike the reference's, a live store here searches what was received a moment ago, takes no
 * time to replay what was flushed to the log, and refuses (retryably) instead of blocking when its
 * memory or disk is full. {@code max_block_bytes} is compared with an estimate of the finished
 * block's size; {@code max_live_traces_bytes} with the memory of all columns of a tenant.
 */
package io.tempo.livestore;
