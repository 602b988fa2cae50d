"""What pages say of jobs and songs, written when it is shown. Nothing here changes a row."""
