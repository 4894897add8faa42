# A process that runs contestants when it is told to; the commands are those of worker.py.
arguments <- commandArgs()
here <- dirname(sub("^--file=", "", grep("^--file=", arguments, value = TRUE)))
folder <- commandArgs(TRUE)[1L]

read_task <- function(name) {
  task <- jsonlite::fromJSON(file.path(folder, paste0(name, ".json")))
  units <- task$units
  file <- file(file.path(folder, paste0(name, ".bin")), "rb")
  on.exit(close(file))
  read_matrix <- function(n, m) {
    values <- readBin(file, "double", n * m)
    dim(values) <- c(n, m)
    values
  }
  task$X <- read_matrix(task$rows, units[1L])
  task$y <- read_matrix(task$rows, units[length(units)])
  for (l in seq_len(length(units) - 1L)) {
    task$parameters[[2L * l - 1L]] <- read_matrix(units[l], units[l + 1L])
    task$parameters[[2L * l]] <- readBin(file, "double", units[l + 1L])
  }
  task
}

peak <- function() {
  status <- readLines("/proc/self/status")
  as.numeric(gsub("[^0-9]", "", grep("^VmHWM", status, value = TRUE)))
}

# What the processor has spent on this thread, seconds. Linux writes it to the nanosecond, but up to the last tick of its
# clock only (4 ms), unless a system call such as that of proc.time has it counted just before.
processor <- function() {
  place <- "/proc/thread-self/schedstat"
  counted <- sum(proc.time()[1:2])
  if (!file.exists(place)) return(counted)
  as.numeric(strsplit(readLines(place), " ")[[1L]][1L]) / 1e9
}

# The peak of the memory is that of now, where the system can.
count_afresh <- function() {
  gc()
  try(cat("5", file = "/proc/self/clear_refs"), silent = TRUE)
}

invisible(loadNamespace("twinmlp")) # so that every process has loaded the same
for (file in c("ours", "tutorial", "tuned", "bare_products", "peers", "hooks")) sys.source(file.path(here, paste0(file, ".R")), globalenv())
functions <- Filter(is.function, as.list(globalenv()))
for (name in names(functions)) assign(name, compiler::cmpfun(functions[[name]]))

say <- function(...) {
  cat(..., "\n", sep = "")
  flush(stdout())
}

input <- file("stdin")
open(input)
blas <- extSoftVersion()[["BLAS"]]
release <- grep("openblas.*-r[0-9.]+so", list.files(dirname(blas)), value = TRUE)
say("R ", format(getRversion()), ", BLAS ", blas, if (length(release)) paste0(", beside ", release[1L]), ", ", Sys.getenv("OPENBLAS_NUM_THREADS"), " threads")
task <- list(name = "")
while (length(line <- readLines(input, 1L))) {
  words <- strsplit(line, " ")[[1L]]
  if (words[1L] == "peak") {
    say(peak())
    next
  }
  if (words[1L] == "fresh") {
    count_afresh()
    say("ok")
    next
  }
  if (task$name != words[2L]) {
    task <- NULL
    task <- c(list(name = words[2L]), read_task(words[2L]))
  }
  checked <- paste0(words[3L], "_checked")
  run <- get(if (words[1L] == "check" && exists(checked)) checked else words[3L])
  if (words[1L] == "endless") {
    say("begun")
    tryCatch(run(task, as.integer(words[4L])), interrupt = function(signal) say(sprintf("%.6f", as.numeric(Sys.time()))))
    next
  }
  invisible(gc())
  began <- as.numeric(Sys.time())
  spent <- processor()
  result <- run(task, as.integer(words[4L]))
  spent <- processor() - spent
  seconds <- as.numeric(Sys.time()) - began
  if (words[1L] == "check") {
    file <- file(words[5L], "wb")
    for (values in c(result$parameters, list(result$losses))) writeBin(as.double(values), file)
    close(file)
    say("ok")
  } else {
    say(sprintf("%.9f %.9f", seconds, spent))
  }
}
