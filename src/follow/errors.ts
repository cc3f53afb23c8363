/** What a follower cannot do with its sources. */
export class FollowError extends Error {
  override readonly name = 'FollowError';

  constructor(
    readonly code: 'other-chain' | 'no-source' | 'refused' | 'circle',
    message: string,
  ) {
    super(message);
  }
}
