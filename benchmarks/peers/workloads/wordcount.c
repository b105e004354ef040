/* The ten most frequent words of standard input: a hash table with chains that grows. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WANTED 10

struct entry {
    char *word;
    size_t length;
    uint64_t hash;
    long count;
    struct entry *next;
};

struct table {
    struct entry **buckets;
    size_t size, words;
};

static unsigned char *read_all(size_t *length) {
    size_t capacity = 1 << 16, n = 0, got;
    unsigned char *text = malloc(capacity);
    while ((got = fread(text + n, 1, capacity - n, stdin)) > 0) {
        n += got;
        if (n == capacity) text = realloc(text, capacity *= 2);
    }
    *length = n;
    return text;
}

static uint64_t hash_of(const unsigned char *word, size_t length) {
    uint64_t h = 0xCBF29CE484222325;
    for (size_t i = 0; i < length; i++) h = (h ^ word[i]) * 0x100000001B3;
    return h ^ h >> 32;
}

static void link_entry(struct table *table, struct entry *entry) {
    struct entry **bucket = &table->buckets[entry->hash & (table->size - 1)];
    entry->next = *bucket;
    *bucket = entry;
}

static void enlarge(struct table *table) {
    struct entry **old = table->buckets;
    size_t size = table->size;
    table->size = size * 4;
    table->buckets = calloc(table->size, sizeof *table->buckets);
    for (size_t i = 0; i < size; i++) {
        for (struct entry *entry = old[i], *next; entry; entry = next) {
            next = entry->next;
            link_entry(table, entry);
        }
    }
    free(old);
}

static void count_word(struct table *table, const unsigned char *word, size_t length) {
    uint64_t hash = hash_of(word, length);
    struct entry *entry = table->buckets[hash & (table->size - 1)];
    for (; entry; entry = entry->next) {
        if (entry->hash == hash && entry->length == length && memcmp(entry->word, word, length) == 0) {
            entry->count++;
            return;
        }
    }
    entry = malloc(sizeof *entry);
    entry->word = malloc(length);
    memcpy(entry->word, word, length);
    entry->length = length;
    entry->hash = hash;
    entry->count = 1;
    link_entry(table, entry);
    if (++table->words > table->size) enlarge(table);
}

static int starts_word(unsigned char byte) {
    return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

static void count_words(struct table *table, unsigned char *text, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (text[i] >= 'A' && text[i] <= 'Z') text[i] += 'a' - 'A';
    }
    for (size_t at = 0; at < n;) {
        if (!starts_word(text[at])) {
            at++;
            continue;
        }
        size_t start = at++;
        while (at < n && (starts_word(text[at]) || (text[at] == '\'' && at + 1 < n && starts_word(text[at + 1])))) at++;
        count_word(table, text + start, at - start);
    }
}

static int comes_before(const struct entry *a, const struct entry *b) {
    if (a->count != b->count) return a->count > b->count;
    int order = memcmp(a->word, b->word, a->length < b->length ? a->length : b->length);
    return order ? order < 0 : a->length < b->length;
}

static void report(const struct table *table) {
    const struct entry *best[WANTED + 1];
    int n = 0;
    for (size_t i = 0; i < table->size; i++) {
        for (const struct entry *entry = table->buckets[i]; entry; entry = entry->next) {
            int place = n;
            for (; place > 0 && comes_before(entry, best[place - 1]); place--) best[place] = best[place - 1];
            best[place] = entry;
            if (n < WANTED) n++;
        }
    }
    for (int i = 0; i < n; i++) printf("%ld %.*s\n", best[i]->count, (int)best[i]->length, best[i]->word);
}

int main(void) {
    size_t length;
    unsigned char *text = read_all(&length);
    struct table table = {calloc(1024, sizeof *table.buckets), 1024, 0};
    count_words(&table, text, length);
    free(text);
    report(&table);
    for (size_t i = 0; i < table.size; i++) {
        for (struct entry *entry = table.buckets[i], *next; entry; entry = next) {
            next = entry->next;
            free(entry->word);
            free(entry);
        }
    }
    free(table.buckets);
    return 0;
}
