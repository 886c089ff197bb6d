package kernel

// MulFloat32 computes c = a*b + bias for rows rows: a is rows x k with row stride lda, b is k x n packed by
// [PackFloat32], c has row stride ldc, bias has n values. n is a multiple of [Lanes], k at least 1; the
// products of one element are added in the order of k, after the bias.
func (l Level) MulFloat32(rows, n, k int, a []float32, lda int, b, bias, c []float32, ldc int) {
	if rows == 0 {
		return
	}
	_, _, _, _ = a[(Pad(rows)-1)*lda+k-1], b[n*k-1], bias[n-1], c[(Pad(rows)-1)*ldc+n-1]
	if l.mulFloat32(rows, n, k, a, lda, b, bias, c, ldc) {
		return
	}
	for p := 0; p < n; p += Lanes {
		panel, from := b[p*k:(p+Lanes)*k], bias[p:p+Lanes]
		for r := range rows {
			mulPanel(a[r*lda:r*lda+k], panel, from, c[r*ldc+p:r*ldc+p+Lanes])
		}
	}
}

// mulPanel computes one row of a panel, four columns at a time.
func mulPanel(a, panel, bias, c []float32) {
	for j := 0; j < Lanes; j += 4 {
		s0, s1, s2, s3 := bias[j], bias[j+1], bias[j+2], bias[j+3]
		at := j
		for _, x := range a {
			w := panel[at : at+4 : at+4]
			s0 += float32(x * w[0])
			s1 += float32(x * w[1])
			s2 += float32(x * w[2])
			s3 += float32(x * w[3])
			at += Lanes
		}
		c[j], c[j+1], c[j+2], c[j+3] = s0, s1, s2, s3
	}
}

// PackFloat32 packs b, k x n, into panels. dst needs [PadLanes](n)*k values; columns past n become zero.
func PackFloat32(dst, b []float32, k, n int) {
	for p := 0; p < n; p += Lanes {
		width := min(Lanes, n-p)
		for i := range k {
			row := dst[p*k+i*Lanes : p*k+(i+1)*Lanes]
			copy(row, b[i*n+p:i*n+p+width])
			clear(row[width:])
		}
	}
}

// PackColumns packs b like [PackFloat32], given as n columns of k values.
func PackColumns(dst, b []float32, k, n int) {
	clear(dst[(n-1)/Lanes*Lanes*k : PadLanes(n)*k])
	j := 0
	for ; j+4 <= n; j += 4 {
		panel := dst[j/Lanes*Lanes*k+j%Lanes:]
		b0, b1, b2, b3 := b[j*k:][:k], b[(j+1)*k:][:k], b[(j+2)*k:][:k], b[(j+3)*k:][:k]
		for i, x := range b0 {
			four := panel[i*Lanes:][:4]
			four[0], four[1], four[2], four[3] = x, b1[i], b2[i], b3[i]
		}
	}
	for ; j < n; j++ {
		panel := dst[j/Lanes*Lanes*k+j%Lanes:]
		for i, x := range b[j*k : (j+1)*k] {
			panel[i*Lanes] = x
		}
	}
}
