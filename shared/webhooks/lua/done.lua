-- Nothing more is to be done for a delivery; 0 when another worker has said so before.
-- KEYS  1 callers  2 tried  3 held
-- ARGV  1 delivery  2 prefix of due  3 prefix of callbacks  4 prefix of ended jobs
return forget(ARGV[1], ARGV[2], ARGV[3], ARGV[4])
