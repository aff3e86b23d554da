/** Comes with the code that shows it: `parts/ScanCode.tsx`. */
export const scanMessages = {
  'scan.title': 'Scan code',
  'scan.picture': 'Picture of the camera',
  'scan.opening': 'Opening the camera. Your browser may ask you to allow it.',
  'scan.looking': 'Point the camera at the code on the other screen.',
  'scan.stays': 'The picture stays in this browser.',
  'scan.refused':
    'The camera may not be used here. Allow it for this page in your browser and try again, or go on without it.',
  'scan.missing': 'No camera was found. You can go on without it.',
  'scan.taken':
    'The camera does not answer. Close other programs that use it and try again, or go on without it.',
  'scan.unreadable': 'Codes cannot be read just now. Try again, or go on without the camera.',
} as const;
