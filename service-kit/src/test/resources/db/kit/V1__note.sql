CREATE TABLE note (text TEXT NOT NULL) ${strict};
