/**
 * A track that sends silence, for those who only type. The server's turn detection counts audio
 * frames: with no track at all it would wait for ever.
 */
export function silentTrack(context: AudioContext): MediaStreamTrack {
  const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
  if (!track) throw new Error("An audio destination always has one track");
  return track;
}
