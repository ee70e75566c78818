/** A mark beside words; it says nothing that they do not. */
function Icon({ path }: { path: string }) {
  return (
    <svg
      aria-hidden="true"
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={path} />
    </svg>
  );
}

const MICROPHONE =
  "M10 2.5a2.5 2.5 0 0 1 2.5 2.5v4.5a2.5 2.5 0 0 1-5 0V5A2.5 2.5 0 0 1 10 2.5ZM4.75 9.5a5.25 5.25 0 0 0 10.5 0M10 14.75v2.75";

export const MicrophoneIcon = () => <Icon path={MICROPHONE} />;
export const MicrophoneOffIcon = () => <Icon path={`${MICROPHONE}M3.5 3.5l13 13`} />;
const SPEAKER = "M3.5 8v4h2.75L10 15.5v-11L6.25 8Z";
export const SpeakerIcon = () => (
  <Icon path={`${SPEAKER}M12.75 7.5a3.5 3.5 0 0 1 0 5M15 5.25a6.75 6.75 0 0 1 0 9.5`} />
);
export const SpeakerOffIcon = () => <Icon path={`${SPEAKER}M13 8l4 4M17 8l-4 4`} />;
export const SettingsIcon = () => (
  <Icon path="M3 6h8M15 6h2M3 14h2M9 14h8M11 6a2 2 0 1 0 4 0 2 2 0 1 0-4 0M5 14a2 2 0 1 0 4 0 2 2 0 1 0-4 0" />
);
export const SendIcon = () => <Icon path="M10 16.5v-13M4.5 9 10 3.5 15.5 9" />;
export const StopIcon = () => <Icon path="M6 6h8v8H6Z" />;
export const InviteIcon = () => (
  <Icon path="M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 16.5a5.5 5.5 0 0 1 11 0M15.5 6v5M13 8.5h5" />
);
export const CloseIcon = () => <Icon path="M5 5l10 10M15 5 5 15" />;
export const ChevronIcon = () => <Icon path="M6 8.5l4 4 4-4" />;
export const SearchIcon = () => (
  <Icon path="M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4" />
);
export const BackIcon = () => <Icon path="M12 4.5 6.5 10l5.5 5.5" />;
export const PlayIcon = () => <Icon path="M6.5 4.5v11l9-5.5Z" />;
export const PauseIcon = () => <Icon path="M7 4.5v11M13 4.5v11" />;
export const PreviousIcon = () => <Icon path="M14.5 5v10L7.5 10ZM5 5v10" />;
export const NextIcon = () => <Icon path="M5.5 5v10l7-5ZM15 5v10" />;
export const HistoryIcon = () => (
  <Icon path="M3.5 10a6.5 6.5 0 1 0 2-4.7M3.5 3.5v3h3M10 6.5V10l2.5 1.5" />
);
export const PreferencesIcon = () => (
  <Icon path="M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM3.5 10h13M10 3.5c4 4 4 9 0 13M10 3.5c-4 4-4 9 0 13" />
);
export const PencilIcon = () => <Icon path="M4 16l.8-3.4L13.5 4l2.5 2.5-8.6 8.7L4 16Z" />;
