/** The image label that, set to `true`, says: the host's own /usr lies below the image's layers. */
export const HOST_BASE_LABEL = 'fairway.dev/host-base';
