package article

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"github.com/clewgraph/clew/graph"
)

// fetch reads the article at an address. Its key is the address as it was given, its URL where the redirects ended.
func fetch(ctx context.Context, address string, o Options) iter.Seq2[graph.Article, error] {
	return func(yield func(graph.Article, error) bool) {
		ctx, cancel := context.WithTimeout(ctx, o.Timeout)
		defer cancel()
		response, err := get(ctx, address, o)
		if err != nil {
			yield(graph.Article{}, fmt.Errorf("%s: %w", address, err))
			return
		}
		defer response.Body.Close() // only read from
		s := source{key: address, url: response.Request.URL.String()}
		if s.format, s.charset, err = formatOfContent(response.Header.Get("Content-Type"), response.Request.URL.Path); err != nil {
			yield(graph.Article{}, fmt.Errorf("%s: %w", address, err))
			return
		}
		readStream(s, response.Body, o)(yield)
	}
}

func get(ctx context.Context, address string, o Options) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("not an address")
	}
	if err := checkHost(request.URL, o); err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", "clew/1 (+https://github.com/clewgraph/clew)")
	request.Header.Set("Accept", "text/html, text/plain, text/markdown, application/x-ndjson")
	response, err := client(o).Do(request)
	var why *url.Error
	switch {
	case errors.As(err, &why) && why.Timeout():
		return nil, fmt.Errorf("no answer within %v", o.Timeout)
	case errors.As(err, &why):
		return nil, why.Err
	case err != nil:
		return nil, err
	case response.StatusCode != http.StatusOK:
		response.Body.Close() // nothing of it is wanted
		return nil, fmt.Errorf("the server answered %s", response.Status)
	case response.ContentLength >= o.MaxBytes:
		response.Body.Close() // nothing of it is wanted
		return nil, fmt.Errorf("too large: %d MB", response.ContentLength/1_000_000)
	}
	return response, nil
}

// client counts redirects and refuses to connect to this machine and the local network, unless allowed.
// Behind a proxy, which looks names up itself, only the names and literal addresses are checked.
func client(o Options) *http.Client {
	dialer := &net.Dialer{}
	proxied := func(r *http.Request) bool { p, err := http.ProxyFromEnvironment(r); return err == nil && p != nil }
	if probe, err := http.NewRequest(http.MethodGet, "https://example.org", nil); err == nil && !proxied(probe) && !o.AllowLocal {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || isLocal(at.Addr()) {
				return errLocal
			}
			return nil
		}
	}
	return &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: dialer.DialContext, DisableKeepAlives: true,
			TLSHandshakeTimeout: o.Timeout, ResponseHeaderTimeout: o.Timeout, MaxResponseHeaderBytes: 1 << 20,
		},
		CheckRedirect: func(next *http.Request, via []*http.Request) error {
			if len(via) > o.MaxRedirects {
				return fmt.Errorf("more than %d redirects", o.MaxRedirects)
			}
			return checkHost(next.URL, o)
		},
	}
}

var errLocal = errors.New("an address of this machine or the local network; allow local addresses to read it")

// checkHost refuses other schemes and, unless allowed, the names and literal addresses of this machine and network.
func checkHost(u *url.URL, o Options) error {
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		return fmt.Errorf("a redirect to %s:, which is neither http nor https", u.Scheme)
	case host == "":
		return errors.New("the address names no host")
	case o.AllowLocal:
		return nil
	case host == "localhost", strings.HasSuffix(host, ".localhost"), strings.HasSuffix(host, ".local"), strings.HasSuffix(host, ".internal"):
		return errLocal
	}
	if at, err := netip.ParseAddr(host); err == nil && isLocal(at) {
		return errLocal
	}
	return nil
}

// sharedSpace is RFC 6598's, carriers' private addresses.
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

func isLocal(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() || sharedSpace.Contains(a)
}

// formatOfContent tells the format by the content type that the server named or, for gzip, by the path's ending.
func formatOfContent(contentType, path string) (f format, charset string, err error) {
	if contentType == "" {
		return formatUnknown, "", nil
	}
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return 0, "", fmt.Errorf("the content type %q cannot be read", contentType)
	}
	switch kind {
	case "text/html", "application/xhtml+xml":
		f = formatHTML
	case "text/plain":
		f = formatText
	case "text/markdown":
		f = formatMarkdown
	case "application/x-ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines":
		f = formatJSONLines
	case "application/gzip", "application/x-gzip":
		f = formatOf(path)
	default:
		return 0, "", fmt.Errorf("the content type %s is no article", kind)
	}
	return f, params["charset"], nil
}
