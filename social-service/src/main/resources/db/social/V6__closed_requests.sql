-- Requests that were closed long ago are looked for, and taken out, by when they were closed.

CREATE INDEX friend_request_closed ON friend_request (closed_at) WHERE state <> 'pending';
