// Times golang.org/x/time/rate: the token bucket that is most often compared with.
package main

import (
	"fmt"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

func least(count int, body func()) float64 {
	best := 0.0
	for series := 0; series < 5; series++ {
		start := time.Now()
		for i := 0; i < count; i++ {
			body()
		}
		each := float64(time.Since(start).Nanoseconds()) / float64(count)
		if series == 0 || each < best {
			best = each
		}
	}
	return best
}

func main() {
	fmt.Printf("| Go: the clock alone, ns | %.1f |\n", least(1000000, func() { _ = time.Now() }))
	open := rate.NewLimiter(rate.Limit(1e12), 60)
	fmt.Printf("| Go x/time/rate: Allow, admitted, ns | %.1f |\n", least(500000, func() { open.Allow() }))
	shut := rate.NewLimiter(rate.Every(24*time.Hour), 1)
	shut.Allow()
	fmt.Printf("| Go x/time/rate: Allow, denied, ns | %.1f |\n", least(500000, func() { shut.Allow() }))
	const count = 500000
	best := 0.0
	for series := 0; series < 5; series++ {
		var group sync.WaitGroup
		start := time.Now()
		for task := 0; task < 2; task++ {
			group.Add(1)
			go func() {
				defer group.Done()
				for i := 0; i < count; i++ {
					open.Allow()
				}
			}()
		}
		group.Wait()
		each := float64(time.Since(start).Nanoseconds()) / count
		if series == 0 || each < best {
			best = each
		}
	}
	fmt.Printf("| Go x/time/rate: Allow by two goroutines, ns for each | %.1f |\n", best)
}
