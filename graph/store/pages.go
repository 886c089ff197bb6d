package store

func checkPages(path string) error { return nil }
