"""lms_peer: from coursework to an evidence portfolio."""
