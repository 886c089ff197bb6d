package render

import (
	"fmt"
	"os"
	"path/filepath"
)

// cacheFolder returns a folder for the machine code of Graphviz that only this user can write: wanted, or
// one below the user's cache folder, or one in the temporary directory. When none of these will do it makes
// one that is to be removed afterwards.
func cacheFolder(wanted string) (folder string, remove bool, err error) {
	if wanted != "" {
		return wanted, false, private(wanted)
	}
	if base, err := os.UserCacheDir(); err == nil {
		folder = filepath.Join(base, "clew", "graphviz")
		if private(folder) == nil {
			return folder, false, nil
		}
	}
	folder = filepath.Join(os.TempDir(), fmt.Sprintf("clew-graphviz-%d", os.Getuid()))
	if private(folder) == nil {
		return folder, false, nil
	}
	folder, err = os.MkdirTemp("", "clew-graphviz-")
	return folder, true, err
}

// private makes the folder if it is not there, and refuses one that others can write to: whoever writes to
// it decides what code runs.
func private(folder string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	if !info.IsDir() || !ownedByUser(info) {
		return fmt.Errorf("%s is not a folder of this user's", folder)
	}
	if !onlyOwner(info) {
		return fmt.Errorf("%s is open to other users: chmod 700 it", folder)
	}
	return nil
}
