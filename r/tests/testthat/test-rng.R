# Random streams against R's own set.seed, runif, rnorm and sample, and against what NumPy's own RandomState drew
# (fixtures/golden/streams.json).

golden <- jsonlite::fromJSON(fixture_path("golden/streams.json"), simplifyVector = FALSE)
seeds <- c(-(2^31 - 1), -123456789, -5, -1, 0, 1, 42, 123, 2024, 2^31 - 1)

# Run code from set.seed on R's own stream, and give R's stream back as it was.
with_seed <- function(seed, code) {
  kept <- keep_session_stream(globalenv())
  on.exit(restore_session_stream(kept, globalenv()))
  set.seed(seed, "Mersenne-Twister", "Inversion", "Rejection")
  force(code)
}

at_same_place <- function(stream) {
  key <- as.double(.Random.seed[-(1:2)])
  key[is.na(key)] <- -2^31
  identical(stream$key, key %% 2^32) && stream$position == .Random.seed[2L]
}

md5 <- function(values) {
  path <- tempfile()
  on.exit(unlink(path))
  writeBin(as.double(values), path, endian = "little")
  unname(tools::md5sum(path))
}

test_that("r stream is that of set.seed", {
  for (seed in seeds) {
    with_seed(seed, {
      draw <- uniform(stream(seed, "r"), 100000)
      expect_identical(draw$values, runif(100000))
      draw <- normal(draw$stream, 100000)
      expect_lte(ulps(draw$values, rnorm(100000)), 8)
      draw <- permutation(draw$stream, 1000)
      expect_identical(draw$values + 1, as.double(base::sample(1000)))
      for (n in c(1, 2, 10, 65536, 65537, 2^31, 2^40 + 3)) {
        draw <- sample(draw$stream, n, 300, replace = TRUE)
        expect_identical(draw$values + 1, as.double(base::sample.int(n, 300, TRUE)))
      }
      if (seed %in% c(0, range(seeds))) { # how many are drawn asks nothing of the seed
        draw <- sample(draw$stream, 70000, 69000)
        expect_identical(draw$values + 1, as.double(base::sample.int(70000, 69000)))
        draw <- sample(draw$stream, 20000000, 3000)
        expect_identical(draw$values + 1, as.double(base::sample.int(20000000, 3000)))
      }
      expect_true(at_same_place(draw$stream))
    })
  }
})

test_that("stream is the golden one", {
  operations <- list(
    uniform = uniform, normal = normal, integers = integers, permutation = permutation,
    sample = sample, resample = sample
  )
  for (one in golden$streams) {
    s <- stream(one$seed, one$generator)
    for (name in names(golden$draws)) {
      draw <- do.call(operations[[name]], c(list(s), golden$draws[[name]]))
      first <- vapply(one[[name]]$first, bits_number, 0)
      if (name == "normal") {
        expect_lte(ulps(draw$values[1:8], first), 4)
      } else {
        expect_identical(draw$values[1:8], unname(first))
        expect_identical(md5(draw$values), one[[name]]$md5)
      }
      s <- draw$stream
    }
    expect_equal(s$position, one$position)
    expect_identical(md5(s$key), one$key_md5)
  }
})

test_that("permutation of none and one", {
  for (generator in c("numpy", "r")) {
    expect_identical(permutation(stream(1, generator), 0)$values, numeric(0))
    expect_identical(permutation(stream(1, generator), 1)$values, 0)
  }
})

test_that("shuffle orders values and rows", {
  for (generator in c("numpy", "r")) {
    order <- permutation(stream(3, generator), 10)$values
    expect_identical(shuffle(stream(3, generator), (0:9) * 2)$values, order * 2)
    expect_identical(shuffle(stream(3, generator), cbind(0:9 * 2, 1))$values[, 1L], order * 2)
  }
})

test_that("sample without replacement has no repeats", {
  for (generator in c("numpy", "r")) {
    expect_identical(sort(sample(stream(1, generator), 50, 50)$values), as.double(0:49))
  }
})

test_that("skip goes on as if drawn", {
  for (generator in c("numpy", "r")) {
    s <- stream(42, generator)
    expect_identical(uniform(skip(s, 30), 5)$values, uniform(s, 35)$values[31:35])
    expect_identical(uniform(skip(s, 1000), 5)$values, uniform(s, 1005)$values[1001:1005])
  }
})

test_that("draws in pieces are draws at once", {
  for (generator in c("numpy", "r")) {
    s <- stream(5, generator)
    pieces <- numeric(0)
    for (n in c(1, 2, 3, 311, 313, 400)) {
      draw <- normal(s, n)
      pieces <- c(pieces, draw$values)
      s <- draw$stream
    }
    expect_identical(pieces, normal(stream(5, generator), 1030)$values)
  }
})

test_that("stream is a value", {
  for (generator in c("numpy", "r")) {
    s <- stream(9, generator)
    before <- s
    first <- list(uniform(s, 700), normal(s, 7), permutation(s, 7))
    expect_identical(list(uniform(s, 700), normal(s, 7), permutation(s, 7)), first)
    expect_identical(s, before)
  }
})

draw_of_everything <- function() {
  for (generator in c("numpy", "r")) {
    s <- normal(uniform(stream(1, generator), 10)$stream, 11)$stream
    sample(permutation(integers(s, 5, 0, 9)$stream, 5)$stream, 9, 3)
    restore_stream(stream_state(skip(s, 3)))
  }
}

test_that("global state is not touched", {
  session <- globalenv()
  kept <- keep_session_stream(session)
  kinds <- RNGkind()
  on.exit({
    suppressWarnings(RNGkind(kinds[1L], kinds[2L], kinds[3L]))
    restore_session_stream(kept, session)
  })
  suppressWarnings(RNGkind("Wichmann-Hill", "Box-Muller", "Rounding"))
  set.seed(3)
  rnorm(1)
  second <- { set.seed(3); rnorm(3)[2:3] }
  set.seed(3)
  rnorm(1)
  before <- .Random.seed
  draw_of_everything()
  expect_identical(.Random.seed, before)
  expect_identical(RNGkind(), c("Wichmann-Hill", "Box-Muller", "Rounding"))
  expect_identical(rnorm(2), second)

  rm(".Random.seed", envir = session)
  draw_of_everything()
  expect_false(exists(".Random.seed", session, inherits = FALSE))
  expect_identical(RNGkind(), c("Wichmann-Hill", "Box-Muller", "Rounding"))

  set.seed(4)
  before <- .Random.seed
  expect_error(words(stream(1), -5), "invalid arguments")
  expect_identical(.Random.seed, before)
})

test_that("saved stream goes on", {
  for (generator in c("numpy", "r")) {
    s <- normal(uniform(stream(42, generator), 1000)$stream, 3)$stream
    restored <- restore_stream(jsonlite::parse_json(to_json(stream_state(s))))
    expect_identical(restored, s)
    expect_identical(normal(restored, 99), normal(s, 99))
  }
})

test_that("words cross blocks", {
  s <- stream(1)
  first <- words(s, 623)
  expect_identical(c(first$values, words(first$stream, 2)$values), words(s, 625)$values)
})

test_that("the word 2^31, which R keeps as NA, survives", {
  s <- stream(1)
  s$key[c(1, 624)] <- 2^31
  s$position <- 5
  expect_identical(words(s, 0)$stream$key, s$key)
})
